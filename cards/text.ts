/** People's and vendors' text on its way into a card: nothing in it may act. */

// Control characters, and those that turn the reading direction around (a spoofing trick).
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const BREAK = '\u200b';

/** One line of well-formed text without control characters, at most `most` long. */
export const plain = (text: string, most = 600): string =>
  shorten(
    near(text, most * 4 + 100)
      .replace(UNSEEN, ' ')
      .replace(TURNING, ''),
    most,
  );

/** Spares the expressions above from a text far longer than could be shown. */
const near = (text: string, far: number): string =>
  text.length > far ? `${text.slice(0, far)}…` : text;

/** Never ends in half a character; what is cut is marked. */
export function shorten(text: string, most: number): string {
  const whole = text.toWellFormed().replace(/ {2,}/g, ' ').trim();
  if (whole.length <= most) return whole;
  // A surrogate cut in two, or a joiner that waits for its second half, would show as a blot.
  const cut = whole.slice(0, most - 1).replace(/[\ud800-\udbff\u200d\ufe0f\s]+$/, '');
  return `${cut}…`;
}

/** Plain text as the Markdown that shows exactly this text; never empty. */
export const escaped = (text: string, most?: number): string =>
  escapeMarkdown(plain(text, most)) || '–';

const escapeMarkdown = (line: string): string =>
  line
    .replace(/[\\`*[\]~<]/g, '\\$&')
    // Clients differ in how they read a link, so its two halves are kept apart as well.
    .replace(/\](?=\()/g, ']\\')
    // Inside a word an underscore is only an underscore: `new_leadscore` stays as it is.
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/<(?=\/?at\b)/gi, `<${BREAK}`)
    // Cards evaluate {{DATE(…)}}.
    .replace(/\{(?=\{)/g, `{${BREAK}`)
    .replace(/^([-+#>=|])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    // Entities would be decoded into the very characters that were just made harmless.
    .replace(/&(?=#?\w+;)/g, '\\&');

/**
 * For labels, which some clients read as Markdown and others as plain text: a backslash would show,
 * so links and mentions are only taken apart.
 */
export const label = (text: string, most?: number): string =>
  plain(text, most)
    .replace(/\](?=[(:])/g, `]${BREAK}`)
    .replace(/<(?=\S)/g, `<${BREAK}`)
    .replace(/\{(?=\{)/g, `{${BREAK}`);

/** Escaped and bold. */
export const bold = (text: string, most?: number): string => `**${escaped(text, most)}**`;

/** A live link for an https address; anything else stays text. */
export function link(says: string, address: string, most?: number): string {
  const url = findHttps(address);
  if (url === undefined) return escaped(says, most);
  return `[${escaped(says, most)}](${url.replace(/[()\\[\]<>*`~]/g, percent)})`;
}

/** Encodes also what an address may carry as it is, but Markdown would trip over. */
const percent = (sign: string): string =>
  `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** The address in its normal form, if it is an https address without a user's name in it. */
export function findHttps(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const fine = url?.protocol === 'https:' && url.username === '' && url.password === '';
  return fine && url.href.length <= 1000 ? url.href : undefined;
}

const NUMBER = new Intl.NumberFormat('en-GB');

/** `1,234,567`. */
export const number = (value: number): string => NUMBER.format(value);

/** `1 change`, `2 changes`. */
export const count = (many: number, noun: string): string =>
  `${many} ${noun}${many === 1 ? '' : 's'}`;
