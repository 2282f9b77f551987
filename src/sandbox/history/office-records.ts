import { TENANT_ID } from '../people.ts';
import type { Colleague } from './cast.ts';
import { diceOf, type Dice } from './dice.ts';
import type { Happened } from './happened.ts';

/** What the records of all services have. */
interface Common {
  readonly type: number;
  readonly workload: string;
  readonly operation: string;
  readonly user: Pick<Colleague, 'upn' | 'key'>;
  readonly userType?: number;
  readonly address?: string;
  readonly result?: string;
  readonly object?: string;
}

/** A record of any service other than Dynamics 365. */
export const office = (dice: Dice, at: number, what: Common, more: object = {}): Happened => ({
  at,
  record: {
    Id: dice.guid(),
    CreationTime: new Date(at).toISOString().slice(0, 19),
    Operation: what.operation,
    OrganizationId: TENANT_ID,
    RecordType: what.type,
    ...(what.result === undefined ? {} : { ResultStatus: what.result }),
    UserKey: what.user.key,
    UserType: what.userType ?? 0,
    Version: 1,
    Workload: what.workload,
    ...(what.address === undefined ? {} : { ClientIP: what.address }),
    ...(what.object === undefined ? {} : { ObjectId: what.object }),
    UserId: what.user.upn,
    ...more,
  },
});

const DATAVERSE = '00000007-0000-0000-c000-000000000000';
const WRONG_PASSWORD = '50126';

/** An Entra sign-in, to Dynamics 365 unless it goes wrong before it gets anywhere. */
export function signIn(
  dice: Dice,
  at: number,
  who: Colleague,
  { address, failed = false }: { readonly address: string; readonly failed?: boolean },
): Happened {
  const operation = failed ? 'UserLoginFailed' : 'UserLoggedIn';
  const base = { type: 15, workload: 'AzureActiveDirectory', operation, user: who } as const;
  const result = failed ? 'Failed' : 'Success';
  return office(
    dice,
    at,
    { ...base, address, result, object: DATAVERSE },
    {
      AzureActiveDirectoryEventType: 1,
      ActorIpAddress: address,
      ApplicationId: diceOf('application', 'browser').guid(),
      ErrorNumber: failed ? WRONG_PASSWORD : '0',
      ...(failed ? { LogonError: 'InvalidUserNameOrPassword' } : {}),
      Target: [{ ID: DATAVERSE, Type: 0 }],
      ExtendedProperties: [{ Name: 'UserAgent', Value: who.agent }],
      DeviceProperties: [{ Name: 'OS', Value: 'Windows 10' }],
    },
  );
}

/** A change in the directory. Entra ends its operations with a full stop. */
export const directory = (
  dice: Dice,
  at: number,
  who: Colleague,
  change: { readonly operation: string; readonly target: string; readonly role: string },
): Happened =>
  office(
    dice,
    at,
    {
      type: 8,
      workload: 'AzureActiveDirectory',
      operation: change.operation,
      user: who,
      result: 'Success',
      object: change.target,
    },
    {
      AzureActiveDirectoryEventType: 1,
      ModifiedProperties: [{ Name: 'Role.DisplayName', NewValue: change.role, OldValue: '' }],
      Actor: [{ ID: who.upn, Type: 5 }],
      Target: [{ ID: change.target, Type: 5 }],
    },
  );

/** An action of the Power Platform's administration. */
export const platform = (
  dice: Dice,
  at: number,
  who: Colleague,
  activity: { readonly operation: string; readonly environment: string; readonly text?: string },
): Happened =>
  office(
    dice,
    at,
    {
      type: 256,
      workload: 'PowerPlatform',
      operation: activity.operation,
      user: who,
      userType: 2,
      address: who.office,
      result: 'Succeeded',
    },
    {
      EnvironmentId: activity.environment,
      PropertyCollection: Object.entries({
        version: '1.0',
        type: 'PowerPlatformAdministratorActivityRecord',
        'powerplatform.analytics.activity.name': activity.operation,
        'powerplatform.analytics.activity.id': dice.guid(),
        'powerplatform.analytics.resource.environment.id': activity.environment,
        'powerplatform.analytics.resource.tenant.id': TENANT_ID,
        'enduser.principal_name': who.upn,
        'enduser.ip_address': who.office,
        'enduser.role': 'Admin',
        ...(activity.text === undefined
          ? {}
          : { 'powerplatform.analytics.activity.detail': activity.text }),
      }).map(([Name, Value]) => ({ Name, Value })),
    },
  );

const SITE = 'https://contoso.sharepoint.example/sites/sales/';
const FILES = ['Forecast.xlsx', 'Price list.xlsx', 'Offer Coho Winery.docx', 'Team meeting.pptx'];

export function file(dice: Dice, at: number, who: Colleague, address: string): Happened {
  const name = dice.pick(FILES);
  const operation = dice.weighted([
    [60, 'FileAccessed'],
    [20, 'FileModified'],
    [15, 'FileDownloaded'],
    [5, 'FileDeleted'],
  ]);
  const base = { type: 6, workload: 'SharePoint', operation, user: who, address } as const;
  return office(
    dice,
    at,
    { ...base, object: `${SITE}Shared Documents/${name}` },
    {
      ItemType: 'File',
      EventSource: 'SharePoint',
      SiteUrl: SITE,
      SourceRelativeUrl: 'Shared Documents',
      SourceFileName: name,
      SourceFileExtension: name.slice(name.lastIndexOf('.') + 1),
      UserAgent: who.agent,
    },
  );
}

export function mail(dice: Dice, at: number, who: Colleague, address: string): Happened {
  const operation = dice.weighted([
    [70, 'MailItemsAccessed'],
    [20, 'Send'],
    [10, 'SoftDelete'],
  ]);
  const base = { type: 2, workload: 'Exchange', operation, user: who, address } as const;
  return office(
    dice,
    at,
    { ...base, result: 'Succeeded' },
    {
      ClientIPAddress: address,
      ExternalAccess: false,
      LogonType: 0,
      MailboxOwnerUPN: who.upn,
      OrganizationName: 'contoso.example',
    },
  );
}

/** A cmdlet: Exchange says its result as a word of its own. */
export const cmdlet = (
  dice: Dice,
  at: number,
  who: Colleague,
  run: { readonly operation: string; readonly object: string },
): Happened =>
  office(
    dice,
    at,
    {
      type: 1,
      workload: 'Exchange',
      user: who,
      userType: 2,
      result: 'True',
      address: who.office,
      ...run,
    },
    {
      ExternalAccess: false,
      OrganizationName: 'contoso.example',
      Parameters: [{ Name: 'Identity', Value: run.object }],
    },
  );
