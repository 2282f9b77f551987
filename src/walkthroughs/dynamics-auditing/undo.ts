import { z } from 'zod';
import type { Entry } from '../../core/ledger.ts';
import { isSettled, standingOf } from '../../core/standing.ts';
import type { Step } from '../../core/step.ts';
import type { Question, Walkthrough } from '../../core/walkthrough.ts';
import { Answers, EnvironmentAnswer, subjectOf } from './answers.ts';
import { columnsAudited } from './steps/columns-audited.ts';
import { organisationSwitches } from './steps/organisation-switches.ts';
import { published } from './steps/published.ts';
import { tablesAuditable } from './steps/tables-auditable.ts';
import { tablesAudited } from './steps/tables-audited.ts';
import type { Wanted } from './wanted.ts';
import { siteOf, type World } from './world.ts';

const Flags = z.object({ audit: z.boolean(), read: z.boolean(), readMultiple: z.boolean() });
const Switches = z.object({
  auditing: z.boolean().optional(),
  userAccess: z.boolean().optional(),
  reads: z.boolean().optional(),
  retentionDays: z.number().optional(),
});

export const UndoAnswers = z.object({
  run: z.string(),
  environment: EnvironmentAnswer,
  organisation: Switches,
  tables: z.record(z.string(), Flags),
  columns: z.record(z.string(), z.boolean()),
});
type UndoAnswers = z.infer<typeof UndoAnswers>;

/** Reads finished runs; handed in, for walkthroughs know no store. */
export interface PastRuns {
  read(run: string): Promise<readonly Entry[]>;
  list(): Promise<
    readonly {
      readonly run: string;
      readonly title: string;
      readonly walkthrough: string;
      readonly startedAt: string;
    }[]
  >;
}

/** The state before a run, from the `before` of each change it applied; the first one counts. */
export function stateBefore(entries: readonly Entry[]): Omit<UndoAnswers, 'run' | 'environment'> {
  const organisation: z.infer<typeof Switches> = {};
  const tables: Record<string, z.infer<typeof Flags>> = {};
  const columns: Record<string, boolean> = {};
  for (const entry of entries.toReversed()) {
    // What was begun may have happened, even if a crash kept us from saying so.
    if (entry.kind !== 'applied' && entry.kind !== 'applying') continue;
    const { operation, before, table, target } = entry.change.details;
    if (operation === 'dataverse.organisation') Object.assign(organisation, Switches.parse(before));
    if (operation === 'dataverse.table.flags') tables[String(table)] = Flags.parse(before);
    if (operation === 'dataverse.column.audit')
      columns[target.slice(target.indexOf('/') + 1)] = before === true;
  }
  return { organisation, tables, columns };
}

const wantedFrom = ({ organisation, tables, columns }: UndoAnswers): Wanted => ({
  organisation: withoutUndefined(organisation),
  tables,
  columns,
});

const withoutUndefined = ({
  auditing,
  userAccess,
  reads,
  retentionDays,
}: z.infer<typeof Switches>) => ({
  ...(auditing === undefined ? {} : { auditing }),
  ...(userAccess === undefined ? {} : { userAccess }),
  ...(reads === undefined ? {} : { reads }),
  ...(retentionDays === undefined ? {} : { retentionDays }),
});

/** Less auditing is never routine: every step that lowers it takes two approvers. */
const back = (step: Step, title: string): Step => ({ ...step, title, risk: 'sensitive' });

const counted = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`;

/** Puts an environment back to what it was before a run. The tenant's log is left on. */
export const undoAuditing = (world: World, past: PastRuns): Walkthrough<typeof UndoAnswers> => ({
  id: 'dynamics-auditing-undo',
  title: 'Undo a Dynamics 365 auditing run',
  about: 'Put switches and tables back to what they were before a run; two approvers.',
  command: 'undo',
  later: true,
  answers: UndoAnswers,
  questions: [runQuestion(past)],
  retires: true,
  subject: ({ environment }) => subjectOf(environment),
  steps(answers, reads) {
    const site = siteOf(world, answers.environment, reads);
    const wanted = wantedFrom(answers);
    return [
      back(
        organisationSwitches(site, wanted.organisation),
        `Auditing switches of ${site.environment.name} are as they were before the run`,
      ),
      tablesAuditable(site, wanted.tables),
      back(
        tablesAudited(site, wanted.tables),
        `${counted(Object.keys(wanted.tables).length, 'table')}: audit flags are as they were before the run`,
      ),
      ...(Object.keys(wanted.columns).length > 0
        ? [
            back(
              columnsAudited(site, wanted.columns),
              `${counted(Object.keys(wanted.columns).length, 'column')}: auditing is as it was before the run`,
            ),
          ]
        : []),
      published(site, wanted),
    ];
  },
});

const runQuestion = (past: PastRuns): Question => ({
  id: 'undo-run',
  async form() {
    const runs = (await past.list()).filter(
      ({ walkthrough }) => walkthrough === 'dynamics-auditing',
    );
    return {
      title: 'Which run shall be undone?',
      intro: [
        'Switches and tables go back to what they were before that run, and are published.',
        'Left alone: the tenant’s unified audit log, the bot’s subscription, steps done by hand.',
      ],
      fields: [
        {
          id: 'run',
          label: 'Run',
          kind: 'one',
          required: true,
          options: runs.slice(0, 20).map(({ run, title, startedAt }) => ({
            value: run,
            title: `${run} · ${title} · ${startedAt.slice(0, 10)}`,
          })),
        },
      ],
      typed: 'run',
      example: runs[0]?.run ?? '7K2QF9',
      notes: runs.length === 0 ? ['There is no run to undo yet.'] : [],
    };
  },
  async read(_answers, input) {
    const run = (input['run'] ?? '').trim().toUpperCase();
    const entries = await past.read(run);
    const [first] = entries;
    if (first?.kind !== 'started' || first.walkthrough !== 'dynamics-auditing')
      return { kind: 'refused', problem: `There is no Dynamics auditing run ${run}.` };
    const { ended, steps } = standingOf(entries);
    if (ended === undefined)
      return {
        kind: 'refused',
        problem: `Run ${run} is still open. Cancel it first: cancel ${run}.`,
      };
    const before = stateBefore(entries);
    const nothing = [before.organisation, before.tables, before.columns].every(
      (part) => Object.keys(part).length === 0,
    );
    if (nothing)
      return {
        kind: 'refused',
        problem: `Run ${run} changed nothing that can be put back (${steps.filter(({ state }) => isSettled(state)).length} steps held already).`,
      };
    const { environment } = Answers.parse(first.answers);
    return {
      kind: 'answered',
      answers: { run, environment, ...before, organisation: withoutUndefined(before.organisation) },
    };
  },
});
