//go:build unix

package local

import (
	"fmt"
	"net"
	"syscall"
)

// holdPort keeps a port without listening on it: whoever connects is refused, and
// nobody else gets it.
func holdPort(address *net.TCPAddr) (release func(), err error) {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return nil, fmt.Errorf("hold port: %w", err)
	}
	syscall.CloseOnExec(socket)
	release = func() { _ = syscall.Close(socket) } // nothing was sent through it
	at := &syscall.SockaddrInet4{Port: address.Port}
	copy(at.Addr[:], address.IP.To4())
	err = syscall.SetsockoptInt(socket, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1)
	if err == nil {
		err = syscall.Bind(socket, at)
	}
	if err != nil {
		release()
		return nil, fmt.Errorf("hold port %d: %w", address.Port, err)
	}
	return release, nil
}
