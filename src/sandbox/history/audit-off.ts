import { getColleague, SALES } from './cast.ts';
import { callerOf, crm } from './crm-record.ts';
import { diceOf } from './dice.ts';
import { timeOn as at, type Happened } from './happened.ts';

/** Auditing of Contoso Sales is off from here … */
const OFF = { hour: 12, minute: 12 };
/** … to here. */
const ON = { hour: 13, minute: 47 };

export function auditOffAndOn(day: number): readonly Happened[] {
  const [dice, jonas, ada] = [diceOf('audit-off', day), getColleague('Jonas'), getColleague('Ada')];
  const off = callerOf(jonas, `${jonas.office}:40990`, { userType: 2 });
  const on = callerOf(ada, `${ada.office}:41777`, { userType: 2 });
  const fields = { isauditenabled: 'true' };
  return [
    ...crm(dice, SALES, at(day, OFF.hour, OFF.minute), off, {
      message: 'Disable Organization Audit',
      table: 'organization',
    }),
    ...crm(dice, SALES, at(day, ON.hour, ON.minute), on, {
      message: 'Update',
      table: 'organization',
      fields,
    }),
  ];
}

/** Whether auditing was off in Contoso Sales: what happened then left no record there. */
export const wasOff = (day: number, { at: time, record }: Happened) =>
  record['InstanceUrl'] === `${SALES.url}/` &&
  time > at(day, OFF.hour, OFF.minute) &&
  time < at(day, ON.hour, ON.minute);
