import * as adaptivecards from 'adaptivecards';

/** What tests want to know about a card's JSON, found without the card's own types. */

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every object in the card; what stands under `fallback` only where it is asked for. */
export function objects(value: unknown, fallbacks = false): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap((one) => objects(one, fallbacks));
  if (!isJson(value)) return [];
  const members = Object.entries(value).filter(([key]) => fallbacks || key !== 'fallback');
  return [value, ...members.flatMap(([, member]) => objects(member, fallbacks))];
}

export const actionsIn = (card: unknown): readonly Json[] =>
  objects(card).filter(({ type }) => typeof type === 'string' && type.startsWith('Action.'));

export const inputsIn = (card: unknown): readonly Json[] =>
  objects(card).filter(({ type }) => typeof type === 'string' && type.startsWith('Input.'));

/** Every text that a client treats as Markdown. */
export const markdownIn = (card: unknown): readonly string[] =>
  objects(card, true).flatMap(({ type, text, facts }) => {
    if (type === 'TextBlock') return [String(text)];
    return objects(facts).flatMap(({ title, value }) => [String(title), String(value)]);
  });

/** Every text that some clients treat as Markdown and others do not. */
export const labelsIn = (card: unknown): readonly string[] =>
  objects(card).flatMap(({ title, label, choices }) =>
    [title, label, ...objects(choices).map((choice) => choice['title'])].filter(
      (one) => typeof one === 'string',
    ),
  );

/** Everything a person reads, with the escapes taken out again. */
export const readable = (card: unknown): string =>
  markdownIn(card)
    .join('\n')
    .replace(/\\([\\`*_[\]~<()#>=|+\-.&)])/g, '$1')
    .replaceAll('\u200b', '');

/** What the vendor's own parser has to say against the card. */
export function complaints(card: unknown): readonly string[] {
  const context = new adaptivecards.SerializationContext();
  const parsed = new adaptivecards.AdaptiveCard();
  parsed.parse(card, context);
  const events = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at));
  const invalid = parsed.validateProperties().validationEvents;
  const said = [...events, ...invalid].map(({ message }) => message);
  return [...said.filter((message) => !CHARTS.test(message)), ...withoutFallback(card)];
}

/** The parser does not know Teams' charts: for it, and for old clients, there is the fallback. */
const CHARTS =
  /^Unknown element type "Chart\.(?:VerticalBar|HorizontalBar|Line)"\. Fallback will be used/;

const withoutFallback = (card: unknown): readonly string[] =>
  objects(card).flatMap(({ type, fallback }) =>
    String(type).startsWith('Chart.') && !isJson(fallback) ? [`${String(type)}: no fallback`] : [],
  );

export const bytesOf = (card: unknown): number => JSON.stringify(card).length * 2;

/** What in this text would act as Markdown, as a mention or as a function; empty when nothing. */
export function acting(markdown: string): readonly string[] {
  const bare = markdown.replace(/\\[!-/:-@[-`{-~]/g, '·');
  const found = [
    ...(bare.match(/[`*[\]~<\\\n\r]/g) ?? []),
    ...(bare.match(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu) ?? []),
    ...(bare.match(/^(?:[-+#>=|]|\d+[.)])/g) ?? []),
    ...(bare.match(/&#?\w+;|\{\{/g) ?? []),
  ];
  return [...found, ...(markdown.match(/<\/?at\b|\]\(/gi) ?? [])];
}

/** The row at this place of a sample, which is there or the test is wrong. */
export function getAt<Row>(rows: readonly Row[], place = 0): Row {
  const row = rows[place];
  if (row === undefined) throw new Error(`The sample has no row ${place}.`);
  return row;
}
