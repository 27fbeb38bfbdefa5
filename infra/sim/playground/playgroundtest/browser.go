package playgroundtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/chromedp/chromedp"
)

// Install is the command that brings the browser.
const Install = "make tools"

// ErrNoBrowser is the error of a machine without Chromium.
var ErrNoBrowser = errors.New("no Chromium on this machine, run: " + Install)

// startTime is how long Chromium may take to start, in real time.
const startTime = 60 * time.Second

// closeTime bounds the wait for the files of a browser that is gone.
const closeTime = 5 * time.Second

// find is the program to run.
func find() (string, error) {
	if named := os.Getenv("CHROMIUM"); named != "" {
		program, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("CHROMIUM: %w; %w", err, ErrNoBrowser)
		}
		return program, nil
	}
	for _, name := range []string{"/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"} {
		if program, err := exec.LookPath(name); err == nil {
			return program, nil
		}
	}
	return "", ErrNoBrowser
}

// start runs a fresh Chromium. stop ends it and removes its profile.
func start(ctx context.Context) (tab context.Context, stop func(), err error) {
	program, err := find()
	if err != nil {
		return nil, nil, err
	}
	profile, err := os.MkdirTemp("", "ventana-browser-")
	if err != nil {
		return nil, nil, fmt.Errorf("browser profile: %w", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.UserDataDir(profile), chromedp.WindowSize(1280, 800),
		chromedp.NoSandbox, // containers have no user namespaces; the page is our own
		chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
	)
	allocator, stopAllocator := chromedp.NewExecAllocator(ctx, options...)
	tab, stopTab := chromedp.NewContext(allocator)
	stop = sync.OnceFunc(func() {
		stopTab()
		stopAllocator()
		remove(profile)
	})
	// The browser lives as long as the context of its first command, so the
	// limit is a timer and not a context.
	limit := time.AfterFunc(startTime, stopAllocator)
	err = chromedp.Do(tab)
	if !limit.Stop() || err != nil {
		stop()
		return nil, nil, fmt.Errorf("start %s: %w", program, errors.Join(err, ctx.Err()))
	}
	return tab, stop, nil
}

// remove tries again for a while: children of Chromium write a little longer.
func remove(folder string) {
	for end := time.Now().Add(closeTime); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if os.RemoveAll(folder) == nil {
			return
		}
	}
}
