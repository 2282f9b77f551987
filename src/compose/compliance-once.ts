import type { Config } from '../config.ts';
import type { Period } from '../evidence/compliance/material.ts';
import type { ComplianceReport } from '../evidence/compliance/report.ts';
import { openStore } from '../store/open.ts';
import { clockOf } from './clock.ts';
import { complianceReport } from './compliance.ts';
import { whereOf } from './where.ts';

/** One report without the bot. */
export async function complianceOnce(config: Config, period: Period): Promise<ComplianceReport> {
  const clock = clockOf(() => new Date());
  const store = await openStore(whereOf(config), clock);
  try {
    return await complianceReport(config, { store, clock }, period);
  } finally {
    await store.close();
  }
}
