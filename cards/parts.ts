import type { Card, CardElement, Colour, Column, Container, Fact, TextBlock } from './elements.ts';
import type { Action, Spacing, Style, ActionSet, FactSet } from './elements.ts';
import { choose, type Room } from './fit.ts';
import { bold, count, escaped, plain } from './text.ts';

export type { Card } from './elements.ts';

type Look = Omit<TextBlock, 'type' | 'text' | 'wrap'>;

/** Text that is Markdown already, made of escaped pieces. */
export const markdown = (text: string, look: Look = {}): TextBlock => ({
  type: 'TextBlock',
  text,
  wrap: true,
  ...look,
});

/** Text that came from somewhere: shown exactly as it is. */
export const text = (says: string, most?: number, look?: Look): TextBlock =>
  markdown(escaped(says, most), look);

/** The same, but nothing at all when there is nothing to say. */
export const maybe = (
  says: string | undefined,
  most?: number,
  look?: Look,
): readonly TextBlock[] =>
  says === undefined || plain(says) === '' ? [] : [text(says, most, look)];

export const heading = (says: string): TextBlock =>
  text(says, 150, { size: 'large', weight: 'bolder', style: 'heading' });

export const subheading = (says: string): TextBlock =>
  text(says, 150, { size: 'medium', weight: 'bolder', style: 'heading', spacing: 'medium' });

export const remark = (says: string, most?: number, spacing: Spacing = 'small'): TextBlock =>
  text(says, most, { size: 'small', isSubtle: true, spacing });

export interface Badge {
  readonly symbol: string;
  readonly word: string;
  readonly colour: Colour;
}

/** `✓ Verified`: symbol and word say it, the colour only repeats it. */
export const badge = ({ symbol, word, colour }: Badge, more = ''): TextBlock =>
  markdown(`${symbol} **${word}**${more === '' ? '' : ` · ${more}`}`, { color: colour });

export const box = (items: readonly CardElement[], style?: Style): Container => ({
  type: 'Container',
  ...(style === undefined ? {} : { style }),
  items,
});

/** Set apart from what stands above. */
export const section = (items: readonly CardElement[]): Container => ({
  ...box(items),
  separator: true,
  spacing: 'medium',
});

const column = (width: Column['width'], items: readonly CardElement[]): Column => ({
  type: 'Column',
  width,
  items,
});

/** A sign at the left, what it stands for beside it. Two columns, so that a phone can show it. */
export const signed = (sign: TextBlock, items: readonly CardElement[]): CardElement => ({
  type: 'ColumnSet',
  spacing: 'small',
  columns: [column('24px', [sign]), column('stretch', items)],
});

export const bullet = (says: string, most?: number): TextBlock =>
  markdown(`• ${escaped(says, most)}`, { spacing: 'small' });

export const bullets = (lines: readonly string[], room: Room, noun: string): CardElement[] =>
  some(lines, room.rows, (line) => [bullet(line, room.text)], noun);

export const fact = (title: string, value: string, most?: number): Fact => ({
  title: escaped(title, 60),
  value: escaped(value, most),
});

export const facts = (list: readonly Fact[]): FactSet => ({ type: 'FactSet', facts: list });

export const buttons = (actions: readonly Action[]): ActionSet => ({ type: 'ActionSet', actions });

/** `… and 188 more changes`. */
export const andMore = (left: number, noun: string): TextBlock =>
  markdown(`… and ${count(left, `more ${noun}`)}`, { isSubtle: true, spacing: 'small' });

/** Draws as many rows as there is room for, and says how many more there are. */
export function some<Row>(
  rows: readonly Row[],
  most: number,
  draw: (row: Row, index: number) => readonly CardElement[],
  noun: string,
  first?: (row: Row) => boolean,
): CardElement[] {
  const { shown, left } = choose(rows, most, first);
  const drawn = shown.flatMap(draw);
  return left === 0 ? drawn : [...drawn, andMore(left, noun)];
}

/** Where room is short, lines that follow one another become paragraphs of one element. */
export const tight = (elements: readonly CardElement[], room: Room): readonly CardElement[] =>
  room.dense ? elements.reduce<readonly CardElement[]>(joined, []) : elements;

function joined(before: readonly CardElement[], next: CardElement): readonly CardElement[] {
  const last = before.at(-1);
  if (!isLine(next)) return [...before, next];
  const says = next.weight === 'bolder' ? `**${next.text}**` : next.text;
  return last === undefined || !isLine(last)
    ? [...before, markdown(says)]
    : [...before.slice(0, -1), markdown(`${last.text}\n\n${says}`)];
}

const isLine = (element: CardElement): element is TextBlock =>
  element.type === 'TextBlock' && element.style !== 'heading' && element.isVisible !== false;

/** A door that opens one way only: nobody may miss it, with or without colours. */
export const oneWayDoor = (why: string, most?: number): Container =>
  box(
    [markdown('▲ **One-way door**', { color: 'attention' }), text(why, most, { spacing: 'small' })],
    'attention',
  );

/** What was wrong with the last answer, at the top, where it cannot be missed. */
export const problemBox = (problem: string | undefined, room: Room): readonly Container[] =>
  problem === undefined
    ? []
    : [
        box(
          [
            badge({ symbol: '!', word: 'Please look again', colour: 'attention' }),
            ...maybe(problem, Math.max(room.text, 300)),
          ],
          'attention',
        ),
      ];

/** Said once at the top, so that it is known however long the card is. */
export const oneWayCount = (doors: number): readonly Container[] => {
  if (doors === 0) return [];
  const says = `▲ **${count(doors, 'one-way door')}**: what is done there cannot be undone.`;
  return [box([markdown(says, { color: 'attention' })], 'attention')];
};

/** The card itself. `says` is what is read out, and what stands where no card can be drawn. */
export const card = (
  says: readonly string[],
  body: readonly CardElement[],
  actions: readonly Action[] = [],
): Card => ({
  type: 'AdaptiveCard',
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  version: '1.5',
  speak: spoken(says),
  fallbackText: spoken(says),
  msteams: { width: 'Full' },
  body,
  ...(actions.length === 0 ? {} : { actions }),
});

/** Sentences in a row, whether or not each came with its full stop. */
const spoken = (says: readonly string[]): string => {
  const sentences = says.map((one) => plain(one, 200)).filter((one) => one !== '');
  return sentences.map((one) => (/[.!?…:]$/.test(one) ? one : `${one}.`)).join(' ') || 'A card.';
};

/** `Or type: **send** · **cancel**` */
export const typeInstead = (texts: readonly string[]): readonly TextBlock[] => {
  const unlike = [...new Set(texts.map((one) => plain(one, 120)))].filter((one) => one !== '');
  if (unlike.length === 0) return [];
  const says = `Or type: ${unlike
    .slice(0, 20)
    .map((one) => bold(one))
    .join(' · ')}`;
  return [markdown(says, { size: 'small', isSubtle: true, spacing: 'medium' })];
};
