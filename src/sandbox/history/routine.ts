import {
  COLLEAGUES,
  nameOfRow,
  rowOf,
  SALES,
  SALES_TABLES,
  SERVICE,
  SERVICE_TABLES,
  type Colleague,
} from './cast.ts';
import { callerOf, crm, type Caller, type Message } from './crm-record.ts';
import { diceOf, type Dice } from './dice.ts';
import { DAY, HOUR, isWorkday, MINUTE, SECOND, type Happened } from './happened.ts';
import { cmdlet, file, mail, signIn } from './office-records.ts';

const ROWS = 400;
const OPEN_ROWS =
  '<filter type="and"><condition attribute="statecode" operator="eq" value="0" /></filter>';

/** Some rows are looked at much more than others. */
const someRow = (dice: Dice): number =>
  Math.floor((dice.below(ROWS) * (dice.below(ROWS) + 1)) / ROWS);

const rows = (dice: Dice, table: string, count: number): readonly string[] => {
  const first = dice.below(ROWS);
  return Array.from({ length: count }, (_, n) => rowOf(table, (first + n) % ROWS));
};

const CHANGED: Readonly<Record<string, string>> = {
  account: 'telephone1',
  contact: 'emailaddress1',
  opportunity: 'estimatedvalue',
  incident: 'prioritycode',
};

/** What one click comes down to. */
function click(dice: Dice, table: string): Message {
  const number = someRow(dice);
  const one = { table, row: rowOf(table, number), name: nameOfRow(number) };
  const field = CHANGED[table] ?? 'description';
  const value = String(dice.between(100, 999));
  return dice.weighted<() => Message>([
    [44, () => ({ message: 'Retrieve', ...one })],
    [
      30,
      () => ({
        message: 'RetrieveMultiple',
        table,
        query: OPEN_ROWS,
        results: rows(
          dice,
          table,
          dice.weighted([
            [80, dice.between(3, 20)],
            [20, 50],
          ]),
        ),
      }),
    ],
    [14, () => ({ message: 'Update', ...one, fields: { [field]: value } })],
    [1, () => ({ message: 'Update', ...one, fields: { creditlimit: '*' } })],
    [5, () => ({ message: 'Create', ...one, fields: { name: one.name } })],
    [2, () => ({ message: 'Delete', ...one })],
    [1, () => ({ message: 'Assign', ...one, fields: { Assignee: rowOf('systemuser', number) } })],
    [1, () => ({ message: 'GrantAccess', ...one, fields: { AccessMask: 'ReadAccess' } })],
    [
      2,
      () => ({
        message: 'ExportToExcel',
        table,
        results: rows(dice, table, dice.between(20, 110)),
      }),
    ],
  ])();
}

interface Shift {
  readonly dice: Dice;
  readonly who: Colleague;
  readonly caller: Caller;
  /** A time within the day's work, whole seconds. */
  readonly time: () => number;
}

/** Mornings are busy, the hour of lunch is not. */
function timesOf(dice: Dice, start: number, [first, last]: Colleague['hours']): () => number {
  const span = last - first;
  const hours: readonly (readonly [number, number])[] = Array.from({ length: span }, (_, n) => [
    n < 3 ? 14 : n === Math.floor(span / 2) ? 4 : 9,
    first + n,
  ]);
  return () => start + dice.weighted(hours) * HOUR + dice.below(3600) * SECOND;
}

function shiftOf(who: Colleague, day: number): Shift {
  const dice = diceOf('shift', day, who.name);
  const address = dice.chance(25) ? who.home : who.office;
  const port = dice.between(40_000, 65_000);
  // Not every record carries the port.
  const caller = callerOf(who, dice.chance(90) ? `${address}:${port}` : address);
  return { dice, who, caller, time: timesOf(dice, day * DAY, who.hours) };
}

const bare = (address: string) => address.replace(/^\[(.*)\]$/, '$1');

function begins({ dice, who, caller }: Shift, day: number): readonly Happened[] {
  const at = day * DAY + who.hours[0] * HOUR + dice.below(40) * MINUTE + dice.below(60) * SECOND;
  const org = who.works === 'service' ? SERVICE : SALES;
  const address = bare(caller.address.replace(/:\d+$/, ''));
  const failed = dice.chance(6) ? [signIn(dice, at - 30_000, who, { address, failed: true })] : [];
  const entered = { message: 'UserSignIn', table: 'authentication' };
  return [
    ...failed,
    signIn(dice, at, who, { address }),
    ...crm(dice, org, at + 4000, caller, entered),
  ];
}

function works({ dice, who, caller, time }: Shift): readonly Happened[] {
  const clicks = dice.between(who.busy, who.busy * 3);
  return Array.from({ length: clicks }).flatMap(() => {
    const inService = who.works === 'service' || dice.chance(5);
    const table = dice.weighted(inService ? SERVICE_TABLES : SALES_TABLES);
    return crm(dice, inService ? SERVICE : SALES, time(), caller, click(dice, table));
  });
}

function besides({ dice, who, caller, time }: Shift): readonly Happened[] {
  const address = bare(caller.address.replace(/:\d+$/, ''));
  const files = Array.from({ length: dice.below(5) }, () => file(dice, time(), who, address));
  const mails = Array.from({ length: dice.below(4) }, () => mail(dice, time(), who, address));
  return [...files, ...mails];
}

/** Somebody who builds publishes; whoever administers runs a cmdlet now and then. */
function builds({ dice, who, caller, time }: Shift): readonly Happened[] {
  if (who.works === 'administration' && dice.chance(30))
    return [cmdlet(dice, time(), who, { operation: 'Set-Mailbox', object: 'service-desk' })];
  if (who.works !== 'customising' || !dice.chance(50)) return [];
  const at = time();
  return [
    ...crm(dice, SALES, at, caller, { message: 'Update', table: 'webresource' }),
    ...crm(dice, SALES, at + 90_000, caller, { message: 'PublishXml' }),
  ];
}

/** What people do on a usual day. */
export function routineOf(day: number): readonly Happened[] {
  const present = COLLEAGUES.filter(({ name }) => {
    const dice = diceOf('present', day, name);
    return isWorkday(day) ? dice.chance(92) : dice.chance(7);
  });
  return present.flatMap((who) => {
    const shift = shiftOf(who, day);
    return [...begins(shift, day), ...works(shift), ...besides(shift), ...builds(shift)];
  });
}
