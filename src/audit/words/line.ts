import { question } from './clauses-ask.ts';
import { bare } from './clauses-bare.ts';
import { exclusion } from './clauses-exclude.ts';
import { grouping } from './clauses-group.ts';
import { named, relation } from './clauses-named.ts';
import { prepositional } from './clauses-prep.ts';
import { listed, ranking } from './clauses-rank.ts';
import { aux, joined, led, period, refused, rows, thing, whole } from './clauses-rest.ts';
import { EMPTY, isRefusal, refuse } from './draft.ts';
import type { Clause, Draft, Line, Refusal, Turn } from './draft.ts';

/** The first that fits is taken: those that look further ahead come first. */
const CLAUSES: readonly Clause[] = [
  refused,
  relation,
  named,
  exclusion,
  grouping,
  prepositional,
  led,
  question,
  ranking,
  listed,
  whole,
  bare,
  rows,
  thing,
  aux,
  period,
  joined,
];

function turnAt(line: Line, at: number, draft: Draft): Turn {
  for (const clause of CLAUSES) {
    const turn = clause(line, at, draft);
    if (turn !== undefined) return turn;
  }
  return refuse('I do not see what this belongs to.', line[at]);
}

/** Understands a line from left to right. Every lexeme is taken by one clause, or the line is refused. */
export function readLine(line: Line): Draft | Refusal {
  let draft = EMPTY;
  for (let at = 0; at < line.length;) {
    const turn = turnAt(line, at, draft);
    if (isRefusal(turn)) return turn;
    ({ draft, to: at } = turn);
  }
  return draft;
}
