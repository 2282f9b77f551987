import { getColleague, nameOfRow, rowOf, SALES } from './cast.ts';
import { callerOf, crm, type Message } from './crm-record.ts';
import { diceOf } from './dice.ts';
import { timeOn as at, SECOND, type Happened } from './happened.ts';
import { signIn } from './office-records.ts';

/** Nobody at Contoso had used this address before. */
const NEW_ADDRESS = '198.51.100.77';
const NEW_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0';

const rows = (table: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => rowOf(table, from + n));

/** Late in the evening Finn takes away what he can see. */
export function eveningExport(day: number): readonly Happened[] {
  const [dice, finn] = [diceOf('evening', day), getColleague('Finn')];
  const who = callerOf(finn, `${NEW_ADDRESS}:40213`, { agent: NEW_AGENT });
  const reads: readonly Message[] = Array.from({ length: 6 }, (_, page) => ({
    message: 'RetrieveMultiple',
    table: 'account',
    results: rows('account', 50, page * 50),
  }));
  const exports: readonly Message[] = ['account', 'contact', 'opportunity'].map((table, index) => ({
    message: 'ExportToExcel',
    table,
    results: rows(table, 110 - index * 30),
  }));
  const entered: Message = { message: 'UserSignIn', table: 'authentication' };
  const deeds = [entered, ...reads, ...exports];
  return [
    signIn(dice, at(day, 20, 41), finn, { address: NEW_ADDRESS }),
    ...deeds.flatMap((said, index) =>
      crm(dice, SALES, at(day, 20, 42) + index * 80 * SECOND, who, said),
    ),
  ];
}

/** Hugo clears out leads: one by one at first, then with a bulk job. */
export function bulkDelete(day: number): readonly Happened[] {
  const [dice, hugo] = [diceOf('bulk', day), getColleague('Hugo')];
  const who = callerOf(hugo, `${hugo.office}:51002`);
  const single = Array.from({ length: 120 }).flatMap((_, index) =>
    crm(dice, SALES, at(day, 13, 5) + index * 4 * SECOND, who, {
      message: 'Delete',
      table: 'lead',
      row: rowOf('lead', index),
      name: nameOfRow(index),
    }),
  );
  const job = crm(dice, SALES, at(day, 13, 14), who, { message: 'BulkDelete', table: 'lead' });
  return [...single, ...job];
}
