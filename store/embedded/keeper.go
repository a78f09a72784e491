package embedded

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// keeperEnv holds the Config of a keeper, and makes one of this program.
const keeperEnv = "PARTNERGRAPH_KEEPER"

// The keeper inherits the lock on its home, and the connection of its first user.
const (
	lockFD = 3 + iota
	firstFD
)

// init turns a process that was started as a keeper into one, before the
// program proper begins. It runs on the main thread, which lives as long as the
// process: Postgres is to end with that, not with some thread of it.
func init() {
	if text, ok := os.LookupEnv(keeperEnv); ok {
		if err := keep(text); err != nil {
			fmt.Fprintln(os.Stderr, "keeper:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
}

// reply is what the keeper says to a user: where Postgres is or why it is not,
// and after that whether leaving went well.
type reply struct {
	Sockets string `json:",omitempty"`
	Error   string `json:",omitempty"`
}

// keep is the life of a keeper.
func keep(text string) error {
	syscall.CloseOnExec(lockFD)
	syscall.CloseOnExec(firstFD)
	syscall.Umask(0o077)
	var config Config
	if err := json.Unmarshal([]byte(text), &config); err != nil {
		return err
	}
	account, err := currentAccount()
	if err != nil {
		return err
	}
	first, err := net.FileConn(os.NewFile(firstFD, "first"))
	if err != nil {
		return err
	}
	lock := os.NewFile(lockFD, "lock")
	defer lock.Close()
	k := keeper{
		config: config, home: home{config.Dir, account}, lock: lock,
		joins: make(chan net.Conn), leaves: make(chan net.Conn), users: map[net.Conn]bool{},
	}
	if err := k.open(); err != nil {
		k.say(first, reply{Error: err.Error()})
		return errors.Join(err, k.cluster.stop(), k.remove())
	}
	return k.serve(first)
}

// keeper looks after one cluster. Its fields belong to the goroutine of serve.
type keeper struct {
	config   Config
	home     home
	lock     *os.File
	cluster  cluster
	sockets  string
	listener net.Listener
	joins    chan net.Conn
	leaves   chan net.Conn
	users    map[net.Conn]bool
}

// open brings up Postgres, and then the keeper's own socket, so that whoever
// gets through finds both.
func (k *keeper) open() error {
	var err error
	if k.cluster, err = recoverCluster(k.config, k.home); err != nil {
		return err
	}
	old, err := os.ReadFile(k.home.path("lock"))
	if err != nil {
		return err
	}
	if err := k.home.dropSockets(string(old)); err != nil {
		return err
	}
	if k.sockets, err = k.home.makeSockets(); err != nil {
		return err
	}
	if err := os.WriteFile(k.home.path("lock"), []byte(k.sockets), 0o600); err != nil {
		return err
	}
	if err := k.cluster.start(k.sockets); err != nil {
		return err
	}
	k.listener, err = net.Listen("unix", filepath.Join(k.sockets, "keeper"))
	return err
}

// serve counts users in and out until the last has left, or somebody stops it.
func (k *keeper) serve(first net.Conn) error {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	signal.Ignore(syscall.SIGHUP)
	go k.accept()
	k.join(first)
	watch := time.NewTicker(retryTime)
	if k.config.Parent == 0 {
		watch.Stop()
	}
	for {
		select {
		case user := <-k.joins:
			k.join(user)
		case user := <-k.leaves:
			delete(k.users, user)
			if len(k.users) == 0 && !k.parentLives() {
				return k.close(user)
			}
			k.say(user, reply{})
			user.Close()
		case <-watch.C:
			if len(k.users) == 0 && !k.parentLives() {
				return k.close(nil)
			}
		case <-stop:
			return k.close(nil)
		case <-k.cluster.exited:
			fmt.Fprintln(os.Stderr, "keeper: Postgres ended by itself and is started again:", k.cluster.server.ProcessState)
			if err := k.cluster.start(k.sockets); err != nil {
				return errors.Join(err, k.close(nil))
			}
		}
	}
}

// parentLives tells whether the process still lives that further users come from.
func (k *keeper) parentLives() bool { return k.config.Parent != 0 && Alive(k.config.Parent) }

// accept passes on who calls. A caller that is not served before the keeper
// ends sees its connection break, and begins again.
func (k *keeper) accept() {
	for {
		user, err := k.listener.Accept()
		if err != nil {
			return
		}
		k.joins <- user
	}
}

// join makes the caller a user, who leaves by a word or by its end.
func (k *keeper) join(user net.Conn) {
	k.users[user] = true
	k.say(user, reply{Sockets: filepath.Join(k.sockets, "run")})
	go func() {
		bufio.NewReader(user).ReadString('\n')
		k.leaves <- user
	}()
}

// say answers a user, who may have gone or hang: the keeper does not wait.
func (k *keeper) say(user net.Conn, answer reply) {
	user.SetWriteDeadline(time.Now().Add(time.Second))
	json.NewEncoder(user).Encode(answer)
}

// close stops Postgres, and tells the last user.
func (k *keeper) close(last net.Conn) error {
	k.listener.Close()
	err := errors.Join(k.cluster.stop(), k.home.dropSockets(k.sockets), k.remove())
	if last != nil {
		answer := reply{}
		if err != nil {
			answer.Error = err.Error()
		}
		k.lock.Close() // who was told that all is over may start again
		k.say(last, answer)
	}
	return err
}

// remove takes a disposable home away in one step, so that the next keeper
// finds either all of it or nothing.
func (k *keeper) remove() error {
	if !k.config.Disposable {
		return nil
	}
	return removeHome(k.home.dir)
}
