package playgroundtest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// DefaultPatience is how long a step may take to come true, in real time.
const DefaultPatience = 20 * time.Second

// lookEvery is the pause between two looks at the page. The page forbids eval,
// so looks are commands of ours and not a script that waits inside.
const lookEvery = 50 * time.Millisecond

// Page is the playground in a browser. Close it.
type Page struct {
	// Patience of each step; 0 is DefaultPatience.
	Patience time.Duration

	tab  context.Context
	stop func()
}

// Open starts a browser and loads the playground at url. ctx ends the browser.
func Open(ctx context.Context, url string) (*Page, error) {
	tab, stop, err := start(ctx)
	if err != nil {
		return nil, err
	}
	p := &Page{tab: tab, stop: stop}
	if err := p.do("load "+url, chromedp.Navigate(url)); err != nil {
		stop()
		return nil, err
	}
	return p, nil
}

// Close ends the browser.
func (p *Page) Close() { p.stop() }

// Tab is the context for commands of chromedp that Page has no method for.
func (p *Page) Tab() context.Context { return p.tab }

// ID is the selector of a data-testid.
func ID(testID string) string { return fmt.Sprintf("[data-testid=%q]", testID) }

// Type replaces what stands in a field by text, key by key; "\n" is Enter.
func (p *Page) Type(testID, text string) error {
	field := ID(testID) + ":enabled"
	// Keys replace what is selected, as on a real keyboard.
	selected := fmt.Sprintf(`(() => { const field = document.querySelector(%s); field?.focus(); field?.select(); return field !== null; })()`, quote(field))
	if err := p.WaitFor(testID+" to be ready", selected); err != nil {
		return err
	}
	return p.do("type into "+testID, chromedp.SendKeys(chromedp.CSS(field), text))
}

// Click presses what a CSS selector finds first, once it can be seen.
func (p *Page) Click(selector string) error {
	return p.do("click "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// Pick chooses files of this machine in a file field, as a person does in the
// browser's dialog.
func (p *Page) Pick(testID string, paths ...string) error {
	return p.do("choose files in "+testID, chromedp.SetUploadFiles(chromedp.CSS(ID(testID)), paths))
}

// Press presses the last element that matches selector and shows text.
func (p *Page) Press(selector, text string) error {
	return p.WaitFor(fmt.Sprintf("%s with %q to press", selector, text), fmt.Sprintf(`(() => {
		const found = [...document.querySelectorAll(%s)].findLast((e) => !e.disabled && e.textContent.includes(%s));
		found?.click();
		return found !== undefined;
	})()`, quote(selector), quote(text)))
}

// Wait waits until an element matches selector and shows text.
func (p *Page) Wait(selector, text string) error {
	quotedSelector, quotedText := quote(selector), quote(text)
	expression := fmt.Sprintf(`[...document.querySelectorAll(%s)].some((e) => e.textContent.includes(%s))`, quotedSelector, quotedText)
	return p.WaitFor(fmt.Sprintf("%s with %q", selector, text), expression)
}

// WaitFor waits until a JavaScript expression is true; what says it in words.
func (p *Page) WaitFor(what, expression string) error {
	ctx, cancel := context.WithTimeout(p.tab, p.patience())
	defer cancel()
	for {
		met, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		if met {
			return nil
		}
		if err != nil && ctx.Err() == nil {
			return fmt.Errorf("look for %s: %w", what, err)
		}
		select {
		case <-time.After(lookEvery):
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w; the page shows: %s", what, ctx.Err(), p.glance())
		}
	}
}

// Text is what the first match of a selector shows.
func (p *Page) Text(selector string) (string, error) {
	ctx, cancel := context.WithTimeout(p.tab, p.patience())
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.TextContent(chromedp.CSS(selector)))
	if err != nil {
		return "", fmt.Errorf("read %s: %w", selector, err)
	}
	return text, nil
}

func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(p.tab, p.patience())
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func (p *Page) patience() time.Duration {
	if p.Patience > 0 {
		return p.Patience
	}
	return DefaultPatience
}

// glance is the visible text in short, for errors.
func (p *Page) glance() string {
	ctx, cancel := context.WithTimeout(p.tab, time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText.slice(0, 2000)`))
	if err != nil {
		return err.Error()
	}
	return strings.Join(strings.Fields(text), " ")
}

// quote makes a JavaScript string.
func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(fmt.Sprintf("playgroundtest: encode string: %v", err)) // strings always encode
	}
	return string(quoted)
}
