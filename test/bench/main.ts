import { parseArgs } from 'node:util';
import { keyServer } from '../teams/keys.ts';
import { approvalsBench, approvalsTable } from './approvals.ts';
import { archiveBench, archiveTable } from './archive.ts';
import { startConnector } from './connector.ts';
import { ledgerBench, ledgerTable } from './ledger.ts';
import { heapGrowth, measure, type Round, type Size, type Stage } from './measure.ts';
import { reportOn, tableOf } from './report.ts';
import { verifyBench, verifyTable } from './verify.ts';
import { VARIANTS } from './variants.ts';
import { criticalPath } from './walkthrough.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '7' },
    /** A few turns each: shows that everything runs, measures nothing. */
    quick: { type: 'boolean', default: false },
    /** Exit 1 on a missed goal too, not only on a wrong answer. */
    strict: { type: 'boolean', default: false },
    /** Records of the archive's bench. */
    records: { type: 'string', default: '1000000' },
    /** Only the archive. */
    archive: { type: 'boolean', default: false },
    /** Only approvals and the ledger. */
    evidence: { type: 'boolean', default: false },
    /** Only the verification of a large ledger. */
    verify: { type: 'boolean', default: false },
  },
});

const full: Size = { warmUp: 3000, measured: 2400, alone: 300 };
const quick: Size = { warmUp: 100, measured: 100, alone: 20 };
const size = values.quick ? quick : full;
const progress = (text: string): void => void process.stderr.write(`${text}\n`);

/** Each round starts with another variant, so that a slow minute does not always hit the same. */
const rotated = (round: number) => {
  const from = round % VARIANTS.length;
  return [...VARIANTS.slice(from), ...VARIANTS.slice(0, from)];
};

async function roundOf(stage: Stage, round: number): Promise<ReadonlyMap<string, Round>> {
  const found = new Map<string, Round>();
  for (const variant of rotated(round))
    found.set(variant.name, await measure(stage, variant, size));
  progress(`Round ${round + 1} of ${values.rounds} done.`);
  return new Map(
    VARIANTS.flatMap(({ name }) => {
      const one = found.get(name);
      return one === undefined ? [] : [[name, one] as const];
    }),
  );
}

// Before anything else, while the memory is its own.
const verified =
  values.archive || values.evidence ? undefined : verifyBench(values.quick ? 20_000 : 1_000_000);
if (values.verify && verified !== undefined) {
  process.stdout.write(`${values.json ? JSON.stringify(verified) : verifyTable(verified)}\n`);
  process.exit(values.strict && verified.goals.some(({ met }) => !met) ? 1 : 0);
}
const approvals = (stage: Stage) =>
  approvalsBench(stage, values.quick ? { rounds: 1, warmUp: 0 } : { rounds: 9, warmUp: 4 });

const startStage = async (): Promise<Stage> => ({
  connector: await startConnector(),
  keys: await keyServer(),
});

async function endStage({ connector, keys }: Stage): Promise<void> {
  connector.close();
  await keys.close();
}

if (values.evidence) {
  const stage = await startStage();
  const evidence = await approvals(stage).finally(() => endStage(stage));
  const ledger = await ledgerBench(values.quick ? 480 : 2400);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...evidence, ledger })}\n`
      : `${approvalsTable(evidence)}\n\n${ledgerTable(ledger)}\n`,
  );
  process.exit(values.strict && evidence.goals.some(({ met }) => !met) ? 1 : 0);
}

const archived = await archiveBench(values.quick ? 20_000 : Number(values.records));
if (values.archive) {
  process.stdout.write(`${values.json ? JSON.stringify(archived) : archiveTable(archived)}\n`);
  process.exit(values.strict && archived.goals.some(({ met }) => !met) ? 1 : 0);
}
progress('The archive is measured.');

const stage = await startStage();
try {
  const rounds: ReadonlyMap<string, Round>[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1)
    rounds.push(await roundOf(stage, round));
  const ours = VARIANTS.find(({ name }) => name === 'teams side');
  const growth =
    ours === undefined ? Number.NaN : await heapGrowth(stage, ours, values.quick ? 2000 : 20_000);
  const paths = [await criticalPath('dynamics-auditing'), await criticalPath('customer-key')];
  const approved = await approvals(stage);
  const ledger = await ledgerBench(values.quick ? 480 : 2400);
  const report = reportOn(rounds, growth, paths);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...report, approvals: approved, ledger, archive: archived })}\n`
      : `${tableOf(report)}\n\n${approvalsTable(approved)}\n\n${ledgerTable(ledger)}\n\n${archiveTable(archived)}${verified === undefined ? '' : `\n\n${verifyTable(verified)}`}\n`,
  );
  const goals = [...report.goals, ...approved.goals, ...archived.goals];
  if (values.strict && goals.some(({ met }) => !met)) process.exitCode = 1;
} catch (error) {
  progress(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await endStage(stage);
}
