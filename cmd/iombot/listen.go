package main

import (
	"errors"
	"fmt"
	"net"
	"syscall"
)

// listen opens a port.
func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("the address %s is taken, perhaps by another iombot: stop that one, or choose another address such as --listen 127.0.0.1:8081", addr)
	}
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err // its other parts repeat what is said here
	}
	if err != nil {
		return nil, fmt.Errorf("the address %s cannot be listened on (%w): choose another such as --listen 127.0.0.1:8081", addr, err)
	}
	return l, nil
}

// reachable is the address at which programs on this machine reach a listener on
// addr, which may stand for every address of the machine.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return addr
}
