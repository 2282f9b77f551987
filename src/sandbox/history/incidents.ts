import { ENVIRONMENTS } from '../environments-seed.ts';
import { getColleague, nameOfRow, rowOf, SALES, SERVICE } from './cast.ts';
import { callerOf, crm, type Message } from './crm-record.ts';
import { diceOf } from './dice.ts';
import { DAY, HOUR, isWorkday, MINUTE, SECOND, type Happened } from './happened.ts';
import { cmdlet, directory, platform, signIn } from './office-records.ts';

/** Nobody at Contoso had used this address before. */
const NEW_ADDRESS = '198.51.100.77';
const NEW_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0';

const at = (day: number, hour: number, minute = 0) => day * DAY + hour * HOUR + minute * MINUTE;
const rows = (table: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => rowOf(table, from + n));
const environment = (number: number) => ENVIRONMENTS[number]?.id ?? '';

/** Late in the evening Finn takes away what he can see. */
function eveningExport(day: number): readonly Happened[] {
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
function bulkDelete(day: number): readonly Happened[] {
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

/** A new role, given to a person and taken back again. */
function roleChanges(day: number): readonly Happened[] {
  const [dice, ada] = [diceOf('roles', day), getColleague('Ada')];
  const who = callerOf(ada, `${ada.office}:62001`, { userType: 2 });
  const role = diceOf('role', 'Temporary data administrator').guid();
  const link = { systemuser: rowOf('systemuser', 6), role };
  const said: readonly Message[] = [
    {
      message: 'Create',
      table: 'role',
      row: role,
      name: 'Temporary data administrator',
      fields: { name: 'Temporary data administrator' },
    },
    { message: 'AddPrivilegesRole', table: 'role', row: role },
    { message: 'Associate', table: 'systemuser', row: link.systemuser, fields: link },
    { message: 'Disassociate', table: 'systemuser', row: link.systemuser, fields: link },
  ];
  return [
    platform(dice, at(day, 9, 2), ada, {
      operation: 'ApplyAdminRole',
      environment: environment(1),
    }),
    directory(dice, at(day, 9, 10), ada, {
      operation: 'Add member to role.',
      target: 'jonas@contoso.example',
      role: 'Power Platform Administrator',
    }),
    ...said.flatMap((one, index) => crm(dice, SALES, at(day, 9, 20 + index * 4), who, one)),
  ];
}

/** Auditing of Contoso Sales is off from here … */
const OFF = { hour: 12, minute: 12 };
/** … to here. */
const ON = { hour: 13, minute: 47 };

function auditOffAndOn(day: number): readonly Happened[] {
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
const wasOff = (day: number, { at: time, record }: Happened) =>
  record['InstanceUrl'] === `${SALES.url}/` &&
  time > at(day, OFF.hour, OFF.minute) &&
  time < at(day, ON.hour, ON.minute);

function support(day: number): readonly Happened[] {
  const [dice, ada] = [diceOf('support', day), getColleague('Ada')];
  const operator = {
    userId: 'support-operator',
    userKey: 'Unknown',
    userType: 3,
    address: '192.0.2.199',
    agent: 'crm-support-tool/1.0',
  };
  return [
    platform(dice, at(day, 8, 30), ada, {
      operation: 'LockboxRequestOperation',
      environment: environment(1),
    }),
    ...[0, 1, 2].flatMap((number) =>
      crm(dice, SERVICE, at(day, 10, 5 + number), operator, {
        message: 'Retrieve',
        table: 'incident',
        row: rowOf('incident', number),
      }),
    ),
  ];
}

/** A plug-in is registered and a process activated; a new solution brings both. */
function release(day: number): readonly Happened[] {
  const [dice, jonas] = [diceOf('release', day), getColleague('Jonas')];
  const who = callerOf(jonas, `${jonas.office}:50123`);
  const said: readonly Message[] = [
    { message: 'ImportSolution', fields: { SolutionName: 'ContosoCore', Version: '1.5.0.0' } },
    {
      message: 'Create',
      table: 'sdkmessageprocessingstep',
      name: 'Contoso.Plugins.AccountUpdated',
    },
    { message: 'Update', table: 'workflow', fields: { statecode: '1', statuscode: '2' } },
    { message: 'PublishAllXml' },
  ];
  return said.flatMap((one, index) => crm(dice, SALES, at(day, 14, 10 + index * 3), who, one));
}

function newApplication(day: number): readonly Happened[] {
  const [dice, ada] = [diceOf('application', day), getColleague('Ada')];
  const who = callerOf(ada, `${ada.office}:62010`, { userType: 2 });
  const fields = {
    applicationid: diceOf('application', 'data-warehouse').guid(),
    domainname: 'data-warehouse@contoso.example',
  };
  return crm(dice, SERVICE, at(day, 11, 30), who, {
    message: 'Create',
    table: 'systemuser',
    fields,
  });
}

function platformSettings(day: number): readonly Happened[] {
  const [dice, ada] = [diceOf('platform', day), getColleague('Ada')];
  return [
    platform(dice, at(day, 12, 20), ada, {
      operation: 'EnvironmentPropertyChange',
      environment: environment(0),
      text: 'Property: SecurityGroupId, Old Value: , New Value: Sales',
    }),
    platform(dice, at(day, 12, 40), ada, {
      operation: 'GovernanceApiPolicyOperation',
      environment: environment(5),
    }),
    cmdlet(dice, at(day, 12, 50), ada, { operation: 'New-InboxRule', object: 'service-desk' }),
  ];
}

type Incident = (day: number) => readonly Happened[];

/** How many working days before the tenant was set up. */
const INCIDENTS: readonly (readonly [number, Incident])[] = [
  [2, eveningExport],
  [4, roleChanges],
  [5, platformSettings],
  [8, bulkDelete],
  [11, auditOffAndOn],
  [14, support],
  [17, release],
  [23, newApplication],
  [31, platformSettings],
  [38, release],
  [47, roleChanges],
  [55, support],
];

/** The working day so many working days before another day. */
export function workdayBefore(day: number, count: number): number {
  let found = day;
  for (let left = count; left > 0; left -= isWorkday(found) ? 1 : 0) found -= 1;
  return found;
}

const incidentsOn = (first: number, day: number): readonly Incident[] =>
  INCIDENTS.flatMap(([back, incident]) => (workdayBefore(first, back) === day ? [incident] : []));

/** A day with what was out of the ordinary on it. `first` is the day on which the tenant was set up. */
export function withIncidents(
  first: number,
  day: number,
  usual: readonly Happened[],
): readonly Happened[] {
  const incidents = incidentsOn(first, day);
  const heard = incidents.includes(auditOffAndOn)
    ? usual.filter((one) => !wasOff(day, one))
    : usual;
  return [...heard, ...incidents.flatMap((incident) => incident(day))];
}
