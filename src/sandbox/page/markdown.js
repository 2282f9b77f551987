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

const LINK = /\[((?:[^[\]\\]|\\.)*)\]\((https?:\/\/[^\s()<>"]+|mailto:[^\s()<>"]+)\)/iy;
const CODE = /`([^`]+)`/y;
const STRIKE = /~~(?=\S)((?:\\.|[^~\\]|~(?!~))+)~~/y;
const MENTION = /<at>([^<>]{1,200})<\/at>/iy;
const RUN = /\*+|_+/y;
const MARKS = /[\\`[*_~<]/g;

const anchor = ([, says, address]) =>
  `<a href="${escapeHtml(address)}" target="_blank" rel="noopener noreferrer">${inline(says)}</a>`;

const RULES = [
  [CODE, ([, code]) => `<code>${escapeHtml(code)}</code>`],
  [LINK, anchor],
  [STRIKE, ([, says]) => `<s>${inline(says)}</s>`],
  [MENTION, ([, name]) => `<b class="at">${escapeHtml(name)}</b>`],
];

function inline(text) {
  const pieces = [];
  let at = 0;
  while (at < text.length) {
    MARKS.lastIndex = at;
    const next = MARKS.exec(text)?.index ?? text.length;
    pieces.push({ html: escapeHtml(text.slice(at, next)) });
    if (next === text.length) break;
    const [length, piece] = pieceAt(text, next);
    pieces.push(piece);
    at = next + length;
  }
  pair(pieces);
  return pieces
    .map(({ html, shut = '', left = 0, open = '', mark }) =>
      mark === undefined ? html : shut + mark.repeat(left) + open,
    )
    .join('');
}

function pieceAt(text, at) {
  const after = text[at + 1] ?? '';
  if (text[at] === '\\' && PUNCTUATION.test(after)) return [2, { html: escapeHtml(after) }];
  for (const [pattern, write] of RULES) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) return [found[0].length, { html: write(found) }];
  }
  RUN.lastIndex = at;
  const run = RUN.exec(text)?.[0];
  return run === undefined
    ? [1, { html: escapeHtml(text[at]) }]
    : [run.length, delimiter(run, text[at - 1] ?? ' ', text[at + run.length] ?? ' ')];
}

const isSpace = (character) => /\s/.test(character);
const isSign = (character) => /[\p{P}\p{S}]/u.test(character);

/** A run of `*` or `_`: whether it can begin or end emphasis depends on what stands around it. */
function delimiter(run, before, after) {
  const opens = !isSpace(after) && (!isSign(after) || isSpace(before) || isSign(before));
  const closes = !isSpace(before) && (!isSign(before) || isSpace(after) || isSign(after));
  // `new_leadscore` has no emphasis in it: an underscore inside a word is only an underscore.
  const inWord = run[0] === '_' && opens && closes;
  return {
    mark: run[0],
    left: run.length,
    opens: opens && (!inWord || isSign(before)),
    closes: closes && (!inWord || isSign(after)),
  };
}

/** Pairs the runs from the inside out; what finds no partner stays text. */
function pair(pieces) {
  const open = [];
  for (const piece of pieces) {
    if (piece.mark === undefined) continue;
    while (piece.closes && piece.left > 0) {
      const partner = open.findLastIndex(({ mark }) => mark === piece.mark);
      if (partner < 0) break;
      wrap(open[partner], piece);
      open.length = open[partner].left > 0 ? partner + 1 : partner;
    }
    if (piece.opens && piece.left > 0) open.push(piece);
  }
}

function wrap(from, to) {
  const count = from.left >= 2 && to.left >= 2 ? 2 : 1;
  const tag = count === 2 ? 'strong' : 'em';
  from.left -= count;
  to.left -= count;
  from.open = `<${tag}>${from.open ?? ''}`;
  to.shut = `${to.shut ?? ''}</${tag}>`;
}
