import { ENVIRONMENTS } from '../environments-seed.ts';
import { getColleague, rowOf, SALES, SERVICE } from './cast.ts';
import { callerOf, crm, type Message } from './crm-record.ts';
import { diceOf } from './dice.ts';
import { timeOn as at, type Happened } from './happened.ts';
import { cmdlet, directory, platform } from './office-records.ts';

const environment = (number: number) => ENVIRONMENTS[number]?.id ?? '';

/** A new role, given to a person and taken back again. */
export function roleChanges(day: number): readonly Happened[] {
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

export function support(day: number): readonly Happened[] {
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
export function release(day: number): readonly Happened[] {
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

export function newApplication(day: number): readonly Happened[] {
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

export function platformSettings(day: number): readonly Happened[] {
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
