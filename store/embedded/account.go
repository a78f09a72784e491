package embedded

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the user that Postgres runs as: our own, or for root, which
// Postgres refuses, another.
type account struct {
	name     string
	uid, gid int
	other    bool // not our own
}

// currentAccount is the account of a cluster that this process starts.
func currentAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{name: userName(uint32(os.Geteuid())), uid: os.Geteuid(), gid: os.Getegid()}, nil
	}
	for _, name := range []string{"postgres", "_postgres", "nobody"} {
		known, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.Atoi(known.Uid)
		gid, gidErr := strconv.Atoi(known.Gid)
		return account{name, uid, gid, true}, errors.Join(uidErr, gidErr)
	}
	return account{}, errors.New("root cannot run Postgres, and there is neither a user postgres nor nobody: run as an ordinary user, or set DATABASE_URL")
}

func userName(uid uint32) string {
	id := strconv.Itoa(int(uid))
	if known, err := user.LookupId(id); err == nil {
		return known.Username
	}
	return id
}

// homeMode lets nobody in; another account may pass through to its own part.
func (a account) homeMode() os.FileMode {
	if a.other {
		return 0o711
	}
	return 0o700
}

// parentMode is for directories above the home that are missing.
func (a account) parentMode() os.FileMode {
	if a.other {
		return 0o755
	}
	return 0o700
}

// makeOwn makes a directory for the account alone.
func (a account) makeOwn(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if !a.other {
		return nil
	}
	return os.Lchown(dir, a.uid, a.gid)
}

// canEnter fails when a directory above or at dir is closed to the account.
func (a account) canEnter(dir string) error {
	if !a.other {
		return nil
	}
	for ; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return err
		}
		if !a.mayPass(info) {
			return fmt.Errorf("root cannot run Postgres, and user %s, who runs it instead, cannot enter %s: name another directory with --data (the default is /var/lib/partnergraph), or set DATABASE_URL", a.name, dir)
		}
		if dir == filepath.Dir(dir) {
			return nil
		}
	}
}

// mayPass applies the permission bits, of which the first that fits counts.
func (a account) mayPass(info os.FileInfo) bool {
	stat := info.Sys().(*syscall.Stat_t)
	switch {
	case int(stat.Uid) == a.uid:
		return info.Mode()&0o100 != 0
	case int(stat.Gid) == a.gid:
		return info.Mode()&0o010 != 0
	}
	return info.Mode()&0o001 != 0
}

// process starts a program as the account. Postgres ends with its keeper where
// the system can see to that.
func (a account) process() *syscall.SysProcAttr {
	attributes := endWithParent()
	if a.other {
		attributes.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
	}
	return attributes
}

// Alive tells whether there is a process of that id.
func Alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
