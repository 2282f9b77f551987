import { type Cmdlet, Failed, findText, type Given, isOn } from './cmdlet.ts';
import { print } from './print.ts';
import { isThing, listOf, memberOf, textOf, type Thing, type Value } from './values.ts';

const piped = (given: Given): readonly Value[] => listOf(given.get('InputObject') ?? null);
const names = (given: Given): readonly string[] =>
  listOf(given.get('Property') ?? null).map(textOf);

/** Only these properties, under the names they have; all of them for `*` or none. */
function narrowed(value: Value, wanted: readonly string[]): Value {
  if (!isThing(value) || wanted.length === 0 || wanted.includes('*')) return value;
  const entries = wanted.map((each): readonly [string, Value] => [
    Object.keys(value).find((name) => name.toLowerCase() === each.toLowerCase()) ?? each,
    memberOf(value, each),
  ]);
  const made: Thing = Object.fromEntries(entries);
  return made;
}

const FORMAT = {
  parameters: { Property: 'list', InputObject: 'list', AutoSize: 'switch', Wrap: 'switch' },
  positions: ['Property'],
  piped: 'InputObject',
} as const;

const formatAs = (name: string): Cmdlet => ({
  ...FORMAT,
  name,
  run: (given) => {
    const text = print(piped(given).map((each) => narrowed(each, names(given))));
    return text === '' ? [] : [`\n${text}\n`];
  },
});

const select: Cmdlet = {
  name: 'Select-Object',
  parameters: {
    ...{ Property: 'list', ExpandProperty: 'text', InputObject: 'list' },
    ...{ First: 'number', Last: 'number', Unique: 'switch' },
  },
  positions: ['Property'],
  piped: 'InputObject',
  run(given) {
    const [first, last] = [given.get('First'), given.get('Last')];
    const all = piped(given);
    const some = typeof first === 'number' ? all.slice(0, first) : all;
    const kept = typeof last === 'number' && last > 0 ? some.slice(-last) : some;
    const expand = findText(given, 'ExpandProperty');
    if (expand !== undefined) return kept.flatMap((each) => listOf(memberOf(each, expand)));
    return kept.map((each) => narrowed(each, names(given)));
  },
};

const COMPARED: Readonly<Record<string, (one: string, other: string) => boolean>> = {
  EQ: (one, other) => one === other,
  NE: (one, other) => one !== other,
  Like: (one, other) =>
    other.split('*').every((part) => one.includes(part)) &&
    (other.startsWith('*') || one.startsWith(other.split('*')[0] ?? '')),
};

const where: Cmdlet = {
  name: 'Where-Object',
  parameters: { Property: 'text', EQ: 'text', NE: 'text', Like: 'text', InputObject: 'list' },
  positions: ['Property'],
  required: ['Property'],
  piped: 'InputObject',
  run(given) {
    const [kind, compare] = Object.entries(COMPARED).find(([each]) => given.has(each)) ?? [];
    if (kind === undefined || compare === undefined)
      throw new Failed('The sandbox understands Where-Object with -EQ, -NE or -Like only.');
    const wanted = textOf(given.get(kind) ?? null).toLowerCase();
    const property = findText(given, 'Property') ?? '';
    return piped(given).filter((each) =>
      compare(textOf(memberOf(each, property)).toLowerCase(), wanted),
    );
  },
};

const toJson: Cmdlet = {
  name: 'ConvertTo-Json',
  parameters: { InputObject: 'list', Depth: 'number', Compress: 'switch' },
  piped: 'InputObject',
  run(given) {
    const values = piped(given);
    const value = values.length === 1 ? values[0] : values;
    return [JSON.stringify(value, undefined, isOn(given, 'Compress') ? undefined : 2)];
  },
};

const passing = (name: string, shows: boolean): Cmdlet => ({
  name,
  parameters: { InputObject: 'list', Width: 'number', Object: 'list' },
  positions: ['InputObject'],
  piped: 'InputObject',
  run: (given) => (shows ? [print(piped(given))] : []),
});

/** What stands behind a pipe, and what prints. */
export const SHAPING: readonly Cmdlet[] = [
  ...['Format-List', 'Format-Table', 'fl', 'ft'].map(formatAs),
  ...[select, { ...select, name: 'select' }, where, { ...where, name: 'where' }, toJson],
  ...['Out-String', 'Write-Output', 'Write-Host', 'echo', 'Out-Host'].map((each) =>
    passing(each, true),
  ),
  ...['Out-Null', 'Set-Clipboard', 'clip'].map((each) => passing(each, false)),
];
