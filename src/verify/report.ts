import { phraseOf } from './heads.ts';
import { CHECK_IDS, CHECKS, type Fault } from './tally.ts';
import type { Verdict } from './verify.ts';

/** What a verification came to, for people and for programs. */
export interface Report {
  readonly ok: boolean;
  /** What the pack is about, in words. */
  readonly about: string;
  readonly checks: readonly {
    readonly id: string;
    readonly title: string;
    readonly checked: number;
    readonly faults: number;
  }[];
  readonly faults: readonly Fault[];
  readonly proves: readonly string[];
  readonly cannotProve: readonly string[];
  /** What an auditor should know, though it is no fault. */
  readonly notes: readonly string[];
  readonly newest?: {
    readonly size: number;
    readonly at: string;
    readonly root: string;
    readonly phrase: string;
    readonly key: string;
  };
}

export function reportOn(verdict: Verdict): Report {
  const { tally, manifest } = verdict;
  const faults = tally.faults();
  const ok = faults.length === 0;
  const newest = verdict.checkpoints.at(-1);
  return {
    ok,
    about: manifest === undefined ? 'No pack could be read.' : aboutOf(manifest),
    checks: CHECK_IDS.map((id) => ({
      ...{ id, title: CHECKS[id], checked: tally.counted(id), faults: tally.found(id) },
    })),
    faults,
    proves: ok ? provesOf(verdict) : [],
    cannotProve: cannotOf(verdict),
    notes: tally.notes().map(([says, times]) => (times === 1 ? says : `${says} (${times} times)`)),
    ...(newest === undefined
      ? {}
      : {
          newest: {
            ...{ size: newest.size, at: newest.at, root: newest.root },
            ...{ phrase: phraseOf(newest.digest), key: newest.key.kid },
          },
        }),
  };
}

const aboutOf = ({ scope, tenant, createdAt }: NonNullable<Verdict['manifest']>): string =>
  scope.kind === 'run'
    ? `Run ${scope.run} of tenant ${tenant}, written ${createdAt}.`
    : `${scope.from} to ${scope.to} (not included) of tenant ${tenant}, written ${createdAt}.`;

function provesOf({ tally, checkpoints, given }: Verdict): readonly string[] {
  const newest = checkpoints.at(-1);
  const witnessed = checkpoints.filter(({ witnesses }) => witnesses.length > 0).at(-1);
  const kept = given.heads?.length ?? 0;
  return [
    `All ${tally.counted('entries')} entries are in the ledger of ${newest?.size ?? 0} leaves that was signed at ${newest?.at ?? ''}, unchanged since, and their runs are whole.`,
    `Every change in them was asked for, and approved by enough people who had not asked for it, on exactly that plan, before it was begun.`,
    ...(witnessed === undefined
      ? []
      : [
          `Witnesses (${[...new Set(witnessed.witnesses.map(({ name }) => name))].join(', ')}) saw the ledger at ${witnessed.size} leaves and that it only added to what they had seen before.`,
        ]),
    ...(kept === 0
      ? []
      : [
          'What you kept is part of this history: nothing before it was changed or left out since.',
        ]),
  ];
}

function cannotOf({ tally, checkpoints, given, unknown }: Verdict): readonly string[] {
  const newest = checkpoints.at(-1);
  const kids = [...new Set(checkpoints.map(({ key }) => key.kid))];
  const local = checkpoints.some(({ key }) => key.from === 'local');
  const latest = newest !== undefined && newest.witnesses.length === 0;
  return [
    ...((given.keys ?? []).length > 0 || kids.length === 0
      ? []
      : [
          `That the keys are the right ones: compare ${kids.join(', ')} with the thumbprints you were given by another way, or name them with --key.`,
        ]),
    ...((given.heads ?? []).length > 0
      ? []
      : [
          'That the ledger was not rolled back or rewritten as a whole: that needs a later head, such as a phrase from the approvals channel or a witness’s newest statement, with --head.',
        ]),
    ...(latest ? ['The newest checkpoint bears no statement of a witness.'] : []),
    ...(local
      ? ['A key was kept in a file beside the bot: whoever could read it could sign as well.']
      : []),
    ...(unknown.size === 0
      ? []
      : [
          `What this verifier does not know: ${[...unknown].slice(0, 10).join(', ')}. Use a newer one.`,
        ]),
    ...(tally.notes().length === 0 ? [] : ['What is listed under “To know” below.']),
    'That what the bot recorded is what happened outside of it: compare the request ids with Microsoft’s own logs.',
    'The story, the time at which the pack was written, and the names of keys: they are not signed. Read the entries where it matters.',
  ];
}

/** The report as lines for a terminal. */
export function linesFor(report: Report): readonly string[] {
  const { newest } = report;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
  return [
    report.about,
    ...section(
      'Checked',
      report.checks
        .filter(({ checked, faults }) => checked > 0 || faults > 0)
        .map(
          ({ title, checked, faults }) =>
            `${faults === 0 ? 'ok    ' : 'FAULT '} ${String(checked).padStart(8)}  ${title}${faults === 0 ? '' : `: ${faults} not so`}`,
        ),
    ),
    ...section(
      'At fault',
      report.faults.map(({ place, says }) => `${place}: ${says}.`),
    ),
    ...section('This proves', report.proves),
    ...section('This cannot prove', report.cannotProve),
    ...section(
      'To know',
      report.notes.map((note) => `${note}.`),
    ),
    ...(newest === undefined
      ? []
      : [
          '',
          `Newest checkpoint: ${newest.size} leaves at ${newest.at}, phrase ${newest.phrase}, key ${newest.key}.`,
        ]),
    '',
    report.ok
      ? 'Verified: nothing is at fault.'
      : `NOT verified: ${report.faults[0]?.place}: ${report.faults[0]?.says}.`,
  ];
}
