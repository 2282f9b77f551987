const PUNCTUATION = /[!-/:-@[-`{-~]/;

const ENTITY = /&(?!(?:lt|gt|amp|quot|apos|nbsp|#\d{1,7}|#x[\da-f]{1,6});)/gi;

/** Text made harmless; entities that stand for one character stay what they are. */
export const escapeHtml = (text) =>
  text
    .replace(ENTITY, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const ORDERED = /^\s*(\d{1,9})[.)]\s+(.*)$/s;
const BULLET = /^\s*[-*+]\s+(.*)$/s;

/** The Markdown that Teams knows in cards and messages, as safe HTML: bold, italic, lists, links. */
export function markdown(text) {
  const blocks = [];
  for (const line of text.replaceAll('\r\n', '\n').split(/[\n\r]/)) addLine(blocks, line);
  return blocks.map(draw).join('');
}

function addLine(blocks, line) {
  const last = blocks.at(-1);
  const ordered = ORDERED.exec(line);
  const bullet = BULLET.exec(line);
  if (ordered) addEntry(blocks, 'ol', ordered[2], ordered[1]);
  else if (bullet) addEntry(blocks, 'ul', bullet[1]);
  else if (line.trim() === '') blocks.push({ kind: 'gap' });
  else if (last?.kind === 'p') last.lines.push(line);
  else blocks.push({ kind: 'p', lines: [line] });
}

function addEntry(blocks, kind, entry, start) {
  const last = blocks.at(-1);
  if (last?.kind === kind) last.lines.push(entry);
  else blocks.push({ kind, lines: [entry], start });
}

function draw({ kind, lines, start }) {
  if (kind === 'gap') return '';
  if (kind === 'p') return `<p>${lines.map(inline).join('<br>')}</p>`;
  const entries = lines.map((line) => `<li>${inline(line)}</li>`).join('');
  return kind === 'ol' ? `<ol start="${Number(start)}">${entries}</ol>` : `<ul>${entries}</ul>`;
}

const LINK = /^\[((?:[^[\]\\]|\\.)*)\]\((https?:\/\/[^\s()<>"]+|mailto:[^\s()<>"]+)\)/i;
const CODE = /^`([^`]+)`/;
const STRONG = /^(\*\*|__)(?=\S)((?:\\.|(?!\1)[^\\])*?(?:\\.|[^\s\\]))\1(?!\1[^\s])/s;
const EMPHASIS = /^([*_])(?=\S)((?:\\.|(?!\1)[^\\]|\1\1)*?(?:\\.|[^\s\\]))\1(?!\1)/s;
const STRIKE = /^~~(?=\S)((?:\\.|(?!~~)[^\\])+?)~~/s;
const MENTION = /^<at>([^<>]{1,200})<\/at>/i;

const RULES = [
  ['\\', (rest) => PUNCTUATION.test(rest[1] ?? '') && [2, escapeHtml(rest[1])]],
  ['`', (rest) => matched(CODE, rest, ([, code]) => `<code>${escapeHtml(code)}</code>`)],
  ['[', (rest) => matched(LINK, rest, ([, says, address]) => anchor(says, address))],
  ['*', (rest, before) => emphasis(rest, before)],
  ['_', (rest, before) => emphasis(rest, before)],
  ['~', (rest) => matched(STRIKE, rest, ([, says]) => `<s>${inline(says)}</s>`)],
  ['<', (rest) => matched(MENTION, rest, ([, name]) => `<b class="at">${escapeHtml(name)}</b>`)],
];

const matched = (pattern, rest, write) => {
  const found = pattern.exec(rest);
  return found && [found[0].length, write(found)];
};

const anchor = (says, address) =>
  `<a href="${escapeHtml(address)}" target="_blank" rel="noopener noreferrer">${inline(says)}</a>`;

// `new_leadscore` has no emphasis in it: an underscore inside a word is only an underscore.
function emphasis(rest, before) {
  if (rest[0] === '_' && /[\p{L}\p{N}]/u.test(before)) return undefined;
  return (
    matched(STRONG, rest, ([, , says]) => `<strong>${inline(says)}</strong>`) ??
    matched(EMPHASIS, rest, ([whole, mark, says]) =>
      mark === '_' && /^[\p{L}\p{N}]/u.test(rest.slice(whole.length))
        ? escapeHtml(whole)
        : `<em>${inline(says)}</em>`,
    )
  );
}

const MARKS = /[\\`[*_~<]/g;

function inline(text) {
  let html = '';
  let at = 0;
  while (at < text.length) {
    MARKS.lastIndex = at;
    const next = MARKS.exec(text)?.index ?? text.length;
    html += escapeHtml(text.slice(at, next));
    if (next === text.length) break;
    const [length, written] = apply(text.slice(next), text[next - 1] ?? '');
    html += written;
    at = next + length;
  }
  return html;
}

function apply(rest, before) {
  const rule = RULES.find(([mark]) => rest.startsWith(mark));
  return rule?.[1](rest, before) || [1, escapeHtml(rest[0])];
}
