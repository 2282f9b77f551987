import { markup, type Markup } from './markup.ts';

export const number = (value: number): string => value.toLocaleString('en-GB');

export const NOTHING = markup``;

export const section = (title: string, ...body: readonly Markup[]): Markup =>
  markup`<section>\n<h2>${title}</h2>\n${body}</section>\n`;

export const line = (says: string, look = ''): Markup => markup`<p class="${look}">${says}</p>\n`;

export const list = (lines: readonly string[]): Markup =>
  markup`<ul>\n${lines.map((each) => markup`<li>${each}</li>\n`)}</ul>\n`;

export interface Cells {
  readonly cells: readonly (string | number | Markup)[];
}

const cell = (value: string | number | Markup): Markup =>
  typeof value === 'number'
    ? markup`<td class="number">${number(value)}</td>`
    : markup`<td>${value}</td>`;

const row = ({ cells }: Cells): Markup => markup`<tr>${cells.map(cell)}</tr>\n`;

/** A table with names over its columns; wide ones can be moved sideways. */
export function table(names: readonly string[], rows: readonly Cells[], caption?: string): Markup {
  const title = caption === undefined ? NOTHING : markup`<caption>${caption}</caption>\n`;
  const heads = names.map((name) => markup`<th scope="col">${name}</th>`);
  const head = markup`<thead><tr>${heads}</tr></thead>\n`;
  return markup`<div class="wide"><table>\n${title}${head}<tbody>\n${rows.map(row)}</tbody></table></div>\n`;
}

export type Fact = readonly [label: string, value: string];

const fact = ([label, value]: Fact): Markup =>
  markup`<div><dt>${label}</dt><dd>${value}</dd></div>\n`;

export const facts = (given: readonly Fact[]): Markup => markup`<dl>\n${given.map(fact)}</dl>\n`;

/** A moment in a zone, to the minute: `3 Aug 2026, 10:00`. */
export function clockIn(zone: string): (at: string) => string {
  const form = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  return (at) => (Number.isNaN(Date.parse(at)) ? at : form.format(new Date(at)));
}
