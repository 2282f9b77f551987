import { z } from 'zod';
import { askOnce } from '../compose/ask-once.ts';
import type { AuditAnswer } from '../audit/figures.ts';
import { answerJson, headline } from '../audit/answer.ts';
import type { Command } from './command.ts';
import { findConfig } from './configured.ts';

const USAGE = 'Usage: npm run cli -- ask "<question>" [--now <ISO time>] [--json]';

/** The exit code for a question that was not understood. */
const NOT_UNDERSTOOD = 3;

interface Given {
  readonly question: string;
  readonly now: Date;
}

function givenIn(args: readonly string[]): Given | undefined {
  const at = args.indexOf('--now');
  const time = at < 0 ? new Date().toISOString() : args[at + 1];
  const words = at < 0 ? args : args.filter((_, index) => index !== at && index !== at + 1);
  const now = z.iso.datetime({ offset: true }).safeParse(time);
  const [question, ...more] = words;
  if (question === undefined || more.length > 0 || !now.success) return undefined;
  return { question, now: new Date(now.data) };
}

/** Answers a question from the archive, as the chat does. */
export const ask: Command = async ({ args, json, print, complain }) => {
  const given = givenIn(args);
  if (given === undefined) {
    complain(USAGE);
    return 2;
  }
  const config = await findConfig({ complain });
  if (config === undefined) return 1;
  const outcome = await askOnce(config, given.question, given.now);
  switch (outcome.kind) {
    case 'answered':
      if (json) print(JSON.stringify(answerJson(outcome.answer)));
      else inWords(outcome.answer).forEach(print);
      return 0;
    case 'unknown':
      if (json) print(JSON.stringify({ unknown: outcome.words, says: outcome.says }));
      complain(outcome.says);
      return NOT_UNDERSTOOD;
    case 'refused':
      if (json) print(JSON.stringify({ refused: outcome.says }));
      complain(outcome.says);
      return 1;
  }
};

function inWords(answer: AuditAnswer): readonly string[] {
  const groups = answer.groups.flatMap(({ by, rows }) => [
    '',
    `By ${by}`,
    ...rows.map(({ key, count }) => `  ${String(count).padStart(8)}  ${plain(key)}`),
  ]);
  const outliers = answer.standsOut.map(({ found, says }) => `  ${plain(found)} (${says})`);
  const { completePercent, gaps } = answer.coverage;
  return [
    answer.canonical,
    headline(answer),
    ...groups,
    ...(outliers.length === 0 ? [] : ['', 'What stands out', ...outliers]),
    '',
    `${completePercent} % of the period is known to be complete.`,
    ...gaps.map(({ from, to, contentType, why }) => `  ${contentType}: ${from} to ${to}: ${why}`),
    ...answer.notes.map((note) => `  ${plain(note)}`),
  ].map(plain);
}

/** A terminal acts on control characters as well. */
const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
