import { DateTime } from 'luxon';

import type { Focus } from '../query.ts';
import type { Cells } from '../reader.ts';
import { bindings } from '../sql.ts';
import type { Asking } from './asking.ts';
import { partsOf } from '../times/parts.ts';
import { numberIn, textIn } from './cells.ts';
import { numbered } from './finding.ts';
import type { About, Finding } from './finding.ts';
import { narrowed } from './narrowed.ts';
import { THRESHOLDS } from './thresholds.ts';
import type { Volume } from './thresholds.ts';
import { volumesSql, volumeSpan } from './volumes-sql.ts';

const { usualDays, historyDays } = THRESHOLDS;

const says = ({ title, least, times, withoutHistory }: Volume): string =>
  `Records ${title} by one user on one day: at least ${numbered(least)}, and ${times} times the median of the user's own such days in the ${usualDays} days before; for users with fewer than ${historyDays} such days at least ${numbered(withoutHistory)}. A record that names others counts as these, which is a lower bound.`;

function found(row: Cells, { title }: Volume, day: string): string {
  const often = numberIn(row, 'often') - 1;
  const usual =
    numberIn(row, 'days') >= historyDays
      ? `usually ${numbered(numberIn(row, 'usual'))} a day`
      : 'too few days before to know what is usual';
  const others =
    often === 0 ? '' : ` The same rule holds for ${often} other day${often === 1 ? '' : 's'}.`;
  return `${textIn(row, 'actor')} ${title} at least ${numbered(numberIn(row, 'amount'))} on ${day} (${usual}).${others}`;
}

/** From `actor`, `amount`, what is `usual` over so many `days`, `strength` and how `often`. */
export function volumeFinding({ query }: About, row: Cells, volume: Volume, day: string): Finding {
  const user = textIn(row, 'actor');
  const known = numberIn(row, 'days') >= historyDays;
  const message = volume.messages === undefined ? {} : { message: volume.messages };
  return {
    strength: numberIn(row, 'strength'),
    outlier: {
      rule: volume.rule,
      says: says(volume),
      about: user,
      found: found(row, volume, day),
      value: numberIn(row, 'amount'),
      ...(known ? { usual: numberIn(row, 'usual') } : {}),
      filters: narrowed(query, { user: [user], verb: volume.verbs, ...message }),
    },
  };
}

/** Users who on one day read, exported or deleted beyond what is usual for them. */
export async function unusualVolumes(
  asking: Asking,
  focus: Focus | undefined,
): Promise<readonly Finding[]> {
  const { query, reader } = asking;
  const volumes = THRESHOLDS.volumes.filter(({ rule }) => focus === undefined || rule === focus);
  if (volumes.length === 0) return [];
  const { zone } = query.period;
  const days = partsOf({ ...volumeSpan(asking), zone }, 'day');
  const starts = days.map((day) => Date.parse(day));
  const first = starts.findLastIndex((start) => start <= Date.parse(query.period.from));
  const binds = bindings(volumeSpan(asking));
  const sql = volumesSql(asking, volumes, { starts, first: Math.max(0, first) }, binds);
  const rows = await reader.rows(sql, binds.values);
  return rows.flatMap((row) => {
    const volume = volumes[numberIn(row, 'volume')];
    const start = starts[numberIn(row, 'day')];
    if (volume === undefined || start === undefined) return [];
    const day = DateTime.fromMillis(start, { zone }).toFormat('d LLL yyyy', { locale: 'en' });
    return [volumeFinding(asking, row, volume, day)];
  });
}
