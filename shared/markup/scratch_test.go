package markup
import "testing"
func TestScratch(t *testing.T){
 for _,s:=range []string{
 `<div class="zd-comment"><p>Hi <b>Ana</b>,</p><p>see <i>this <strong>thing</strong> now</i></p></div>`,
 `<ul><li>a</li><li><p>b</p><ul><li>c</li><li>d<br>e</li></ul></li></ul><ol start=3><li>x</li><li>y</li></ol>`,
 `<p>a *b* 5 * 3 *c</p><p><b>x</b> *y</p><blockquote><p>q1</p><p>q2</p></blockquote>`,
 `<table><tr><td><p>a</p></td><td>b</td></tr><tr><td></td><td>d</td></tr></table>after`,
 `<pre>line1
  line2

x</pre><p><code>a_b_</code> <a href="https://x.com/">x.com</a> <a href="https://e.com/_a_">here</a> <a href="mailto:a@b.c">a@b.c</a></p>`,
 `<b>x <i>y</b> z</i> <b> sp </b>un<b>bold</b>able <b>see https://x.y/z now</b>`,
 `<b>line1<br>line2</b>&nbsp;&nbsp;end<p>&nbsp;</p><p>last</p>`,
 }{ t.Logf("%q", FromHTML(s)) }
}
