"""The card of a running class: the link, the words of the code and the QR code, large enough for a projector."""

import html

from ..locale import language, say
from ..publish.qr import qr


def card(server) -> str:
    """A Server as HTML."""
    words = html.escape(server.code).replace("-", "-<wbr>")
    link, shown = html.escape(server.link, quote=True), html.escape(server.url)
    typed = html.escape(f'Studio("{server.link}")')
    if server.closed:
        over = html.escape(say("This class is over. Start it again with serve(studio)."))
        return f'<p lang="{language()}">{over}</p>'
    notes = "".join(f'<p style="margin:10px 0 0;color:#9a3412">{html.escape(note)}</p>' for note in server.notes)
    step = "margin:0 0 4px;color:#6b5d52;font-size:18px"
    return f"""
<div lang="{language()}" style="display:flex;flex-wrap:wrap;gap:28px;align-items:center;max-width:980px;
 padding:28px 32px;border:1px solid #e4d8c6;border-radius:18px;background:#fffdf8;color:#342c28;
 font-family:system-ui,sans-serif">
 <div style="flex:0 0 300px;width:300px;height:300px;border-radius:12px;overflow:hidden;background:#fff"
  role="img" aria-label="{html.escape(say("QR code of the link"))}">{qr(server.link)}</div>
 <div style="flex:1 1 340px;min-width:280px">
  <p style="{step}">{html.escape(say("Scan the code, or open"))}</p>
  <p style="margin:0 0 18px;font-size:24px;font-weight:600;overflow-wrap:anywhere"><a href="{link}" target="_blank"
   rel="noopener" style="color:#1f6f86">{shown}</a></p>
  <p style="{step}">{html.escape(say("and type the code of the class"))}</p>
  <p style="margin:0;font-size:42px;line-height:1.2;font-weight:700;letter-spacing:.01em;overflow-wrap:anywhere"
   >{words}</p>
  <p style="margin:14px 0 0;color:#6b5d52">{html.escape(say("In a notebook of your own:"))} <code
   style="overflow-wrap:anywhere">{typed}</code></p>
  {notes}
 </div>
</div>"""
