import type { Outlier } from '../figures.ts';
import type { Asking } from './asking.ts';
import type { Finding } from './finding.ts';
import { newAddresses } from './stands-out-addresses.ts';
import { bursts } from './stands-out-bursts.ts';
import { outsideHours } from './stands-out-hours.ts';
import { unusualVolumes } from './stands-out-volumes.ts';
import { THRESHOLDS } from './thresholds.ts';

async function findingsOf(asking: Asking): Promise<readonly Finding[]> {
  const { focus } = asking.query;
  switch (focus) {
    case 'new addresses':
      return newAddresses(asking);
    case 'outside working hours':
      return outsideHours(asking);
    case 'bulk reads':
    case 'unusual exports':
    case 'unusual deletes':
      return unusualVolumes(asking, focus);
    case undefined:
      return [
        ...(await unusualVolumes(asking, focus)),
        ...(await bursts(asking)),
        ...(await newAddresses(asking)),
        ...(await outsideHours(asking)),
      ];
  }
}

/**
 * What stands out among the matching records, the strongest first. Each finding carries its rule and
 * its numbers: nobody has to believe it.
 */
export async function outliersOf(asking: Asking): Promise<readonly Outlier[]> {
  const findings = await findingsOf(asking);
  return findings
    .toSorted((a, b) => b.strength - a.strength)
    .slice(0, THRESHOLDS.most)
    .map(({ outlier }) => outlier);
}
