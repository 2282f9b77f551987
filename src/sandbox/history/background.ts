import { nameOfRow, rowOf, SALES, SERVICE } from './cast.ts';
import { crm, type Caller } from './crm-record.ts';
import { diceOf, type Dice } from './dice.ts';
import { DAY, HOUR, isWorkday, SECOND, type Happened } from './happened.ts';

/** The platform's own jobs: no person, no table. */
const JOBS: Caller = {
  userId: 'Unknown',
  userKey: 'Unknown',
  userType: 0,
  address: '192.0.2.88:50749',
  agent: 'crm-bts-jobs/1.0',
};

/** Application users. */
const SYNC: Caller = {
  userId: 'integration-sync@contoso.example',
  userKey: 'Unknown',
  userType: 5,
  address: '192.0.2.20:443',
  agent: 'OneSync/2.3 (Dataverse ServiceClient)',
};
const WAREHOUSE: Caller = {
  userId: 'data-warehouse@contoso.example',
  userKey: 'Unknown',
  userType: 5,
  address: '192.0.2.31:443',
  agent: 'AzureDataFactoryV2',
};

const somewhen = (dice: Dice, day: number, hour: number) =>
  day * DAY + hour * HOUR + dice.below(3600) * SECOND;

function noise(dice: Dice, day: number): readonly Happened[] {
  return Array.from({ length: dice.between(6, 14) }).flatMap(() => {
    const org = dice.chance(70) ? SALES : SERVICE;
    const at = somewhen(dice, day, dice.below(24));
    return crm(dice, org, at, JOBS, { message: 'UpdateRibbonClientMetadata' });
  });
}

/** Every two hours on workdays, leads come in and accounts are brought up to date. */
function synced(dice: Dice, day: number): readonly Happened[] {
  const hours = isWorkday(day) ? [1, 5, 7, 9, 11, 13, 15, 19] : [5, 17];
  return hours.flatMap((hour) => {
    const at = somewhen(dice, day, hour);
    const number = dice.below(400);
    const one = { row: rowOf('account', number), name: nameOfRow(number) };
    return [
      ...crm(dice, SALES, at, SYNC, { message: 'CreateMultiple', table: 'lead' }),
      ...crm(dice, SALES, at + 2000, SYNC, { message: 'UpdateMultiple', table: 'account' }),
      ...crm(dice, SALES, at + 3000, SYNC, { message: 'Update', table: 'account', ...one }),
    ];
  });
}

function copied(dice: Dice, day: number): readonly Happened[] {
  const start = somewhen(dice, day, 2);
  return ['account', 'contact', 'opportunity', 'incident'].flatMap((table, index) => {
    const org = table === 'incident' ? SERVICE : SALES;
    const results = Array.from({ length: 60 }, (_, n) => rowOf(table, (day + n) % 400));
    const said = { message: 'RetrieveMultiple', table, results };
    return crm(dice, org, start + index * 20_000, WAREHOUSE, said);
  });
}

/** What happens without people, every day. */
export function backgroundOf(day: number): readonly Happened[] {
  const dice = diceOf('background', day);
  return [...noise(dice, day), ...synced(dice, day), ...copied(dice, day)];
}
