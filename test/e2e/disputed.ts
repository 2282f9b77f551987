import { evidenceOnce } from '../../src/compose/evidence-once.ts';
import { readConfig } from '../../src/config.ts';
import { reportOn } from '../../src/verify/report.ts';
import { verifyPack } from '../../src/verify/verify.ts';

/** What the verifier finds at fault in the evidence of all that a stopped bot has left behind. */
export async function disputed(dataDir: string): Promise<readonly string[]> {
  const reading = readConfig({ DATA_DIR: dataDir });
  if (!reading.ok) throw new Error(reading.faults.join(' '));
  const scope = { kind: 'period', from: '2026-01-01', to: '2126-01-01' } as const;
  const { bytes } = await evidenceOnce(reading.config, scope);
  const { faults } = reportOn(verifyPack(bytes));
  return faults.map((fault) => JSON.stringify(fault));
}
