// Writes into a text area as if it were typed: undo brings back what was there, and other scripts hear of it.
export function type(area, words, start = area.selectionStart, end = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(start, end);
  // Old as it is, this is the one way that keeps the browser's own undo.
  if (document.execCommand(words ? "insertText" : "delete", false, words)) return;
  area.setRangeText(words, start, end, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: words }));
}
