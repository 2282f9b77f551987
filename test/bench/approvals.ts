// A press on Approve, durable and answered, by a hundred people at once; beside the SDK that answers
// as many presses with a card and keeps nothing.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Child } from './child-process.ts';
import { activity, CROWD, personId, post, type Target } from './load.ts';
import { quantile, startVariant, targetOf, type Stage } from './measure.ts';
import { goalLines, goalOf, median, type Goal } from './report.ts';
import type { Turn, Waiting } from './words.ts';

const OURS = { server: 'approvals', signed: true };
/** The SDK's bare invoke, and the same with one row on disk. */
const STOCK = { server: 'card', signed: false };
const KEPT = { server: 'card-kept', signed: false };

const MOST = { cpuByStock: 6, p50ByKept: 3.5, p99ByKept: 3.5 };

export interface Crowd {
  readonly p50: number;
  readonly p99: number;
  readonly cpuMicros: number;
}

export interface ApprovalsReport {
  readonly rounds: number;
  readonly people: number;
  readonly ours: Crowd;
  readonly stock: Crowd;
  readonly kept: Crowd;
  /** Medians of the rounds' own ratios. */
  readonly byStock: Crowd;
  readonly byKept: Crowd;
  readonly goals: readonly Goal[];
}

const Answer = z.object({
  statusCode: z.literal(200),
  type: z.literal('application/vnd.microsoft.card.adaptive'),
  value: z.object({
    actions: z
      .array(z.object({ verb: z.string().optional(), data: z.unknown().optional() }))
      .default([]),
  }),
});
type Answered = z.infer<typeof Answer>['value'];

/** One press by each person, all at once; every answer must be a card. */
async function together(target: Target, presses: readonly NonNullable<Turn['press']>[]) {
  const sent = presses.map(async (press, person) => {
    const body = activity(target, person, { press, replies: 0 }, randomUUID());
    const since = performance.now();
    const { status, text } = await post(target, body);
    const ms = performance.now() - since;
    const answer = status === 200 ? Answer.safeParse(JSON.parse(text)).data : undefined;
    if (answer === undefined)
      throw new Error(`A press was answered ${status}: ${text.slice(0, 300)}`);
    return { ms, card: answer.value };
  });
  return Promise.all(sent);
}

/** The data of the button on the card that was drawn for whoever asked for it. */
const Button = z.object({ seen: z.string(), digest: z.string(), run: z.string(), ask: z.string() });

const approveIn = ({ actions }: Answered) => actions.find(({ verb }) => verb === 'approve');

async function burst(child: Child, target: Target, presses: readonly NonNullable<Turn['press']>[]) {
  const before = await child.used();
  const answers = await together(target, presses);
  const after = await child.used();
  const times = answers.map(({ ms }) => ms);
  const crowd: Crowd = {
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    cpuMicros: (after.cpuMicros - before.cpuMicros) / times.length,
  };
  return { crowd, cards: answers.map(({ card }) => card) };
}

const refreshes = (requests: readonly Waiting[]) =>
  requests.map(({ run, digest }) => ({
    verb: 'refresh',
    data: { run, ask: '1', digest },
    trigger: 'automatic' as const,
  }));

/** Everybody gets to see their card, then everybody approves: recorded as seen, or it throws. */
async function ourCrowd(child: Child, target: Target): Promise<Crowd> {
  const { requests } = await child.asked('stage', 'staged');
  const shown = await together(target, refreshes(requests));
  const buttons = shown.map(({ card }) => Button.parse(approveIn(card)?.data));
  const { crowd, cards } = await burst(
    child,
    target,
    buttons.map((data) => ({ verb: 'approve', data })),
  );
  if (cards.some((card) => approveIn(card) !== undefined))
    throw new Error('Somebody is asked to approve what they have just approved.');
  const { decisions } = await child.asked('decisions', 'decided');
  for (const [person, { seen, run }] of buttons.entries()) {
    const found = decisions.find((one) => one.run === run);
    const good =
      found?.finished === true &&
      found.by.join() === personId(person) &&
      found.cards.join() === seen;
    if (!good) throw new Error(`The ledger holds of a press: ${JSON.stringify(found)}`);
  }
  return crowd;
}

async function stockCrowd(child: Child, target: Target): Promise<Crowd> {
  const nobody = Array.from({ length: CROWD }, () => ({ run: '7K2QF9', digest: '0'.repeat(64) }));
  await together(target, refreshes(nobody));
  const data = { run: '7K2QF9', ask: '1', digest: '0'.repeat(64), seen: '0'.repeat(64) };
  const { crowd } = await burst(
    child,
    target,
    nobody.map(() => ({ verb: 'approve', data })),
  );
  return crowd;
}

const crowdOf = (all: readonly Crowd[], beside?: readonly Crowd[]): Crowd => {
  const of = (name: keyof Crowd) =>
    median(
      all.map(
        (one, index) => one[name] / (beside === undefined ? 1 : (beside[index]?.[name] ?? 0)),
      ),
    );
  return { p50: of('p50'), p99: of('p99'), cpuMicros: of('cpuMicros') };
};

interface Round {
  readonly ours: Crowd;
  readonly stock: Crowd;
  readonly kept: Crowd;
}

/** All servers live side by side, and the crowd goes from one to the next. */
export async function approvalsBench(
  stage: Stage,
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: number },
): Promise<ApprovalsReport> {
  const all = [OURS, STOCK, KEPT];
  const children = await Promise.all(all.map((variant) => startVariant(stage, variant)));
  try {
    const [ours, stock, kept] = await Promise.all(
      children.map(async (child, index) => ({
        child,
        target: await targetOf(stage, all[index] ?? OURS, child.port),
      })),
    );
    if (ours === undefined || stock === undefined || kept === undefined) throw new Error('Nobody.');
    const found: Round[] = [];
    for (let round = -warmUp; round < rounds; round += 1) {
      const crowds = {
        ours: await ourCrowd(ours.child, ours.target),
        stock: await stockCrowd(stock.child, stock.target),
        kept: await stockCrowd(kept.child, kept.target),
      };
      if (round >= 0) found.push(crowds);
    }
    return reported(found);
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

function reported(rounds: readonly Round[]): ApprovalsReport {
  const [ours, stock, kept] = (['ours', 'stock', 'kept'] as const).map((name) =>
    rounds.map((round) => round[name]),
  );
  const byStock = crowdOf(ours ?? [], stock);
  const byKept = crowdOf(ours ?? [], kept);
  return {
    ...{ rounds: rounds.length, people: CROWD, byStock, byKept },
    ours: crowdOf(ours ?? []),
    stock: crowdOf(stock ?? []),
    kept: crowdOf(kept ?? []),
    goals: [
      goalOf('approval ÷ bare invoke, CPU', byStock.cpuMicros, MOST.cpuByStock),
      goalOf('approval ÷ invoke with a row, p50', byKept.p50, MOST.p50ByKept),
      goalOf('approval ÷ invoke with a row, p99', byKept.p99, MOST.p99ByKept),
    ],
  };
}

const cell = (value: number): string => value.toFixed(2).padStart(10);

/** For people. */
export function approvalsTable({ rounds, people, goals, ...lines }: ApprovalsReport): string {
  const line = (name: string, { cpuMicros, p50, p99 }: Crowd) =>
    `${name.padEnd(26)}${cell(cpuMicros)}${cell(p50)}${cell(p99)}`;
  return [
    `Approve, durable and answered: ${people} people at once, medians of ${rounds} rounds`,
    `${''.padEnd(26)}${['CPU µs', 'p50 ms', 'p99 ms'].map((head) => head.padStart(10)).join('')}`,
    line('approval', lines.ours),
    line('bare invoke', lines.stock),
    line('invoke with a row', lines.kept),
    line('÷ bare invoke', lines.byStock),
    line('÷ invoke with a row', lines.byKept),
    '',
    goalLines(goals),
  ].join('\n');
}
