import { plain } from '../../../cards/text.ts';
import type { Data } from '../../core/data.ts';
import type { PlannedChange } from '../../core/step.ts';
import { changeView } from '../../views/change-view.ts';
import { plain as said } from '../../views/words.ts';
import { isSealed } from './cast.ts';

/** `2026-11-21 12:05:03 UTC`. */
export const utc = (iso: string): string =>
  `${new Date(iso).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

const LONGEST = 1500;

/** Somebody's own words, in quotation marks that nothing inside them can end. */
export const quoted = (text: string): string => (isSealed(text) ? '(erased)' : `“${bare(text)}”`);

const bare = (text: string): string => plain(text.replace(/[“”]/g, "'"), LONGEST);

/** Answers and findings as a person reads them. */
export const told = (data: Data): string =>
  quoted(typeof data === 'string' ? data : said(unsealed(data)) || 'nothing');

function unsealed(data: Data): Data {
  if (typeof data === 'string') return isSealed(data) ? '(erased)' : data;
  if (data === null || typeof data !== 'object') return data;
  if (Array.isArray(data)) return data.map(unsealed);
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, unsealed(value)]));
}

/** `, because “…”`; nothing when no reason was given. */
export const because = (reason: string | undefined): string =>
  reason === undefined ? '' : `, saying ${quoted(reason)}`;

export const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

/** Exactly what a change does: its sentence, and each detail that will be sent. */
export function changeTold(change: PlannedChange): string {
  const details = Object.entries(change.details).map(([name, value]) => [name, unsealed(value)]);
  const { summary, facts, kind } = changeView({
    ...change,
    details: { ...change.details, ...Object.fromEntries(details) },
  });
  const lines = facts.map(({ label, text }) => `${bare(label)}: ${bare(text)}`);
  const how = { automatic: 'by the bot', guided: 'by a person', wait: 'by waiting' }[kind];
  return `${quoted(summary)} (${how}; ${lines.join('; ')}; SHA-256 ${change.digest})`;
}

/** A change that was told in full before. */
export const changeNamed = ({ summary, digest }: PlannedChange): string =>
  `${quoted(summary)} (SHA-256 ${digest})`;
