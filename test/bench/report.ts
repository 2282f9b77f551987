import type { Kind } from './words.ts';
import type { Round } from './measure.ts';
import type { CriticalPath } from './walkthrough.ts';

export interface Line {
  readonly variant: string;
  readonly kind: Kind;
  readonly cpuMicros: number;
  /** CPU beside the floor and beside the SDK's echo, each the median of the rounds' own ratios. */
  readonly byRaw: number;
  readonly byEcho: number;
  readonly p50: number;
  readonly p99: number;
}

export interface Goal {
  readonly name: string;
  readonly value: number;
  readonly most: number;
  readonly met: boolean;
}

export interface Report {
  readonly rounds: number;
  readonly lines: readonly Line[];
  readonly firstAnswer: Readonly<Record<string, number>>;
  readonly heapGrowthMb: number;
  readonly paths: readonly CriticalPath[];
  readonly goals: readonly Goal[];
}

export const goalOf = (name: string, value: number, most: number): Goal => ({
  name,
  value,
  most,
  met: value <= most,
});

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = [
    sorted[Math.ceil(middle) - 1],
    sorted[Math.floor(middle)],
  ];
  return (low + high) / 2;
};

/** One round holds each variant once, so that a ratio compares what ran next to each other. */
export type Rounds = readonly ReadonlyMap<string, Round>[];

const cpuIn = (round: ReadonlyMap<string, Round>, variant: string, kind: Kind): number =>
  round.get(variant)?.measured.find((one) => one.kind === kind)?.cpuMicros ?? Number.NaN;

const ratio = (rounds: Rounds, variant: string, kind: Kind, to: string): number =>
  median(rounds.map((round) => cpuIn(round, variant, kind) / cpuIn(round, to, 'command')));

function linesOf(rounds: Rounds): readonly Line[] {
  const [first] = rounds;
  return [...(first?.values() ?? [])].flatMap(({ measured }) =>
    measured.map(({ variant, kind }) => {
      const all = rounds.flatMap((round) =>
        (round.get(variant)?.measured ?? []).filter((one) => one.kind === kind),
      );
      return {
        variant,
        kind,
        cpuMicros: median(all.map(({ cpuMicros }) => cpuMicros)),
        byRaw: ratio(rounds, variant, kind, 'raw'),
        byEcho: ratio(rounds, variant, kind, 'echo'),
        p50: median(all.map(({ p50 }) => p50)),
        p99: median(all.map(({ p99 }) => p99)),
      };
    }),
  );
}

const OURS = 'teams side';

export function reportOn(
  rounds: Rounds,
  heapGrowth: number,
  paths: readonly CriticalPath[],
): Report {
  const lines = linesOf(rounds);
  const names = [...(rounds[0]?.keys() ?? [])];
  const firstOf = (name: string) =>
    median(rounds.map((round) => round.get(name)?.firstAnswer ?? Number.NaN));
  const firstAnswer = Object.fromEntries(names.map((name) => [name, firstOf(name)]));
  const started = median(
    rounds.map(
      (round) =>
        (round.get(OURS)?.firstAnswer ?? Number.NaN) /
        (round.get('waterfall')?.firstAnswer ?? Number.NaN),
    ),
  );
  const heapGrowthMb = heapGrowth / 1024 / 1024;
  const goals = [
    goalOf('command ÷ echo', ratio(rounds, OURS, 'command', 'echo'), 1.2),
    goalOf('dialog ÷ echo', ratio(rounds, OURS, 'dialog', 'echo'), 1.7),
    goalOf('dialog ÷ raw', ratio(rounds, OURS, 'dialog', 'raw'), 11),
    goalOf('press ÷ echo', ratio(rounds, OURS, 'press', 'echo'), 0.85),
    goalOf('first answer ÷ waterfall', started, 1),
    goalOf('heap growth, MB', heapGrowthMb, 5),
    ...paths.map(({ walkthrough, ratio: path }) => goalOf(`${walkthrough} ÷ its chain`, path, 1.3)),
  ];
  return { rounds: rounds.length, lines, firstAnswer, heapGrowthMb, paths, goals };
}

const cell = (value: number, digits: number): string => value.toFixed(digits).padStart(9);

export const goalLines = (goals: readonly Goal[]): string =>
  goals
    .map(
      ({ name, value, most, met }) =>
        `${met ? 'met   ' : 'MISSED'} ${name.padEnd(36)}${cell(value, 2)}  at most ${most}`,
    )
    .join('\n');

/** For people; everything in it is also in the JSON. */
export function tableOf(report: Report): string {
  const head = `${'variant'.padEnd(12)}${'kind'.padEnd(9)}${['CPU µs', '÷ raw', '÷ echo', 'p50 ms', 'p99 ms'].map((name) => name.padStart(9)).join('')}`;
  const lines = report.lines.map(
    (line) =>
      `${line.variant.padEnd(12)}${line.kind.padEnd(9)}${cell(line.cpuMicros, 0)}${cell(line.byRaw, 2)}${cell(line.byEcho, 2)}${cell(line.p50, 2)}${cell(line.p99, 2)}`,
  );
  const firsts = Object.entries(report.firstAnswer).map(
    ([name, ms]) => `${name.padEnd(12)}${ms.toFixed(0).padStart(6)} ms to the first answer`,
  );
  const paths = report.paths.map(
    ({ walkthrough, delayMs, wallMs, calls, chain, chainMs }) =>
      `${walkthrough}: ${calls} calls of ${delayMs} ms and more, the longest chain ${chain} of them in ${chainMs.toFixed(0)} ms, ${wallMs.toFixed(0)} ms in all.`,
  );
  const rounds = `Medians of ${report.rounds} rounds; gate on ratios, never on absolute numbers.`;
  return [head, ...lines, '', ...firsts, '', goalLines(report.goals), '', ...paths, rounds].join(
    '\n',
  );
}
