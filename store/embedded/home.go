package embedded

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// home is a cluster's directory:
//
//	lock      locked by the keeper; holds the directory of the sockets
//	keeper    the keeper's socket
//	log       what the keeper and Postgres have to say
//	data/     the cluster, owned by its account
//	run/      Postgres's socket, owned by its account
//
// The sockets are in a short directory elsewhere when the path is too long for
// a socket, or has a comma, which parts addresses.
type home struct {
	dir     string
	account account
}

func (h home) path(name string) string { return filepath.Join(h.dir, name) }

// prepare makes the directory, or checks that an existing one is ours, private,
// and open to the cluster's account.
func (c Config) prepare() (home, error) {
	if c.Dir == "" {
		return home{}, errors.New("embedded: Dir is empty: name the directory of the database")
	}
	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return home{}, err
	}
	account, err := currentAccount()
	if err != nil {
		return home{}, err
	}
	if !c.Disposable { // whose path others may foresee: a link there is not ours
		dir = resolve(dir)
	}
	return home{dir, account}, account.makeHome(dir)
}

// resolve follows symbolic links, as far as the path exists.
func resolve(dir string) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		return real
	}
	if parent := filepath.Dir(dir); parent != dir {
		return filepath.Join(resolve(parent), filepath.Base(dir))
	}
	return dir
}

// makeHome makes dir, or accepts one that is ours already.
func (a account) makeHome(dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), a.parentMode()); err != nil {
		return fmt.Errorf("the directory of the database cannot be made: %w", err)
	}
	if err := a.canEnter(filepath.Dir(dir)); err != nil {
		return err
	}
	if err := os.Mkdir(dir, a.homeMode()); err != nil && !errors.Is(err, os.ErrExist) {
		return fmt.Errorf("the directory of the database cannot be made: %w", err)
	}
	if err := checkOwner(dir); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(filepath.Join(dir, "lock")); err != nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty, and not a database of Partnergraph: name another directory", dir)
	}
	return os.Chmod(dir, a.homeMode())
}

// checkOwner fails unless dir is a directory of the user we run as.
func checkOwner(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a directory: name another one for the database", dir)
	}
	if owner := info.Sys().(*syscall.Stat_t).Uid; int(owner) != os.Geteuid() {
		return fmt.Errorf("%s belongs to user %s: run as that user, or name another directory for the database", dir, userName(owner))
	}
	return nil
}

// maxSocket is the longest path of a socket on every system.
const maxSocket = 103

// makeSockets makes the directory of the sockets, and Postgres's own in it.
// Addresses of TCP were refused for long paths: any local user could call them.
func (h home) makeSockets() (string, error) {
	sockets := h.dir
	if len(socketPath(sockets)) > maxSocket || strings.Contains(sockets, ",") {
		short, err := os.MkdirTemp("/tmp", socketsPrefix)
		if err != nil {
			return "", err
		}
		if err := os.Chmod(short, h.account.homeMode()); err != nil {
			return "", err
		}
		sockets = short
	}
	run := filepath.Join(sockets, "run")
	if err := os.RemoveAll(run); err != nil {
		return "", err
	}
	return sockets, h.account.makeOwn(run)
}

const socketsPrefix = "partnergraph-sockets-"

// dropSockets removes what an earlier keeper left, as the lock file names it.
func (h home) dropSockets(sockets string) error {
	if filepath.Dir(sockets) == "/tmp" && strings.HasPrefix(filepath.Base(sockets), socketsPrefix) && checkOwner(sockets) == nil {
		return os.RemoveAll(sockets)
	}
	return errors.Join(os.RemoveAll(h.path("run")), os.RemoveAll(h.path("keeper")))
}

func socketPath(sockets string) string {
	return filepath.Join(sockets, "run", ".s.PGSQL."+port)
}

// errLocked says that another process holds the lock.
var errLocked = errors.New("locked by another process")

// takeLock locks the file, which is made when missing, until it is closed in
// every process that inherited it.
func takeLock(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if errors.Is(err, os.ErrNotExist) {
		return nil, errRetry // a disposable directory was just removed
	}
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errLocked
		}
		return nil, fmt.Errorf("locking %s: %w", path, err)
	}
	if !isAt(file, path) { // the directory was removed before we had the lock
		file.Close()
		return nil, errRetry
	}
	return file, nil
}

// isAt tells whether path still names the open file.
func isAt(file *os.File, path string) bool {
	mine, err := file.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(path)
	return err == nil && os.SameFile(mine, there)
}

// Remove removes the home of a disposable cluster whose processes were all
// killed, Postgres last. One that is in use is left alone.
func Remove(dir string) error {
	if err := checkOwner(dir); err != nil {
		return err
	}
	lock, err := takeLock(filepath.Join(dir, "lock"))
	if errors.Is(err, errLocked) || errors.Is(err, errRetry) {
		return nil
	}
	if err != nil {
		return err
	}
	defer lock.Close()
	sockets, err := os.ReadFile(lock.Name())
	if err != nil {
		return err
	}
	return errors.Join(stopOrphan(filepath.Join(dir, "data")), home{dir: dir}.dropSockets(string(sockets)), removeHome(dir))
}

// removeHome takes a home away in one step, so that whoever comes next finds
// all of it or nothing. Its lock is held.
func removeHome(dir string) error {
	gone := fmt.Sprintf("%s.%d.gone", dir, os.Getpid())
	if err := os.Rename(dir, gone); err != nil {
		return err
	}
	return os.RemoveAll(gone)
}
