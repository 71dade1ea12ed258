/* What happened: a list whose lines set the clock. One element of the page, since a widget for each line is slow.
   data: {items: [{id, when, what, provider, mark (an svg of ours), note, confidence, url}], more (text of the button, or "")} */
export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector("ol"), more = parentElement.querySelector(".more");
  const make = (tag, set, ...children) => {
    const node = Object.assign(document.createElement(tag), set);
    node.append(...children);
    return node;
  };
  const root = list.getRootNode(), had = root.activeElement, at = had ? [...list.querySelectorAll("button")].indexOf(had) : -1, id = had && had.dataset.id;
  list.replaceChildren(...data.items.map((item) => {
    const button = make("button", { type: "button", title: item.note, onclick: () => setTriggerValue("event", item.id) });
    const mark = make("img", { src: "data:image/svg+xml," + encodeURIComponent(item.mark), alt: "" });
    button.dataset.id = item.id;
    button.append(item.when + " · ", mark, " ", make("b", { textContent: item.what }), item.provider ? " · " + item.provider : "");
    const tail = make("span", { className: "tail" }, make("span", { className: "badge " + item.confidence, textContent: item.confidence }));
    if (/^https?:\/\//.test(item.url)) tail.append(" ", make("a", { href: item.url, target: "_blank", rel: "noopener noreferrer", textContent: "source ↗" }));
    return make("li", {}, button, tail);
  }));
  more.hidden = !data.more;
  more.textContent = data.more;
  more.onclick = () => setTriggerValue("more", true);
  /* Who went through the lines by keyboard stays where they were. */
  if (at >= 0) {
    const buttons = [...list.querySelectorAll("button")];
    (buttons.find((button) => button.dataset.id === id) || buttons[Math.min(at, buttons.length - 1)] || more).focus();
  }
}
