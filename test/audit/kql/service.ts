import { createRequire } from 'node:module';

/**
 * Microsoft's own language service for KQL, over the tables of the audit connectors as Azure Monitor
 * describes them (reference of tables, 2026). It is a bundle for browsers that fills globals.
 */
const SCHEMAS: Readonly<Record<string, string>> = {
  DataverseActivity: `TimeGenerated:datetime, ClientIp:string, CorrelationId:string,
    CrmOrganizationUniqueName:string, EntityId:string, EntityName:string, Fields:dynamic,
    InstanceUrl:string, ItemType:string, ItemUrl:string, Message:string, Operation:string,
    OrganizationId:string, OriginalObjectId:string, Query:string, QueryResults:dynamic,
    ResultStatus:string, ServiceContextId:string, ServiceContextIdType:string, ServiceName:string,
    SourceRecordId:string, SourceSystem:string, SystemUserId:string, TenantId:string, Type:string,
    UserAgent:string, UserId:string, UserKey:string, UserType:string, UserUpn:string,
    _BilledSize:real, _IsBillable:string`,
  Dynamics365Activity: `TimeGenerated:datetime, ClientIP:string, CorrelationId:string,
    CrmOrganizationUniqueName:string, EntityId:string, EntityName:string, Fields:dynamic,
    InstanceUrl:string, ItemType:string, ItemUrl:string, Message:string, OfficeWorkload:string,
    Operation:string, OrganizationId:string, OriginalObjectId:string, Query:string,
    QueryResults:dynamic, RecordType:string, ResultStatus:string, ServiceName:string,
    SourceRecordId:string, SourceSystem:string, SystemUserId:string, TenantId:string, Type:string,
    UserAgent:string, UserId:string, UserKey:string, UserType:string, _BilledSize:real,
    _IsBillable:string, _ResourceId:string, _SubscriptionId:string`,
  PowerPlatformAdminActivity: `TimeGenerated:datetime, ActorName:string, ActorUserId:string,
    ActorUserType:string, EventOriginalType:string, EventOriginalUid:string, EventResult:string,
    OrganizationId:string, PropertyCollection:dynamic, RecordType:string,
    RequiresCustomerKeyEncryption:bool, Workload:string, SourceSystem:string, TenantId:string,
    Type:string, _BilledSize:real, _IsBillable:string`,
  OfficeActivity: `TimeGenerated:datetime, OfficeWorkload:string, RecordType:string,
    Operation:string, ResultStatus:string, UserId:string, UserKey:string, UserType:string,
    ClientIP:string, Client_IPAddress:string, OfficeId:string, OfficeObjectId:string,
    OrganizationId:string, Parameters:string, ModifiedProperties:string, ExtendedProperties:string,
    ExternalAccess:string, OriginatingServer:string, MailboxOwnerUPN:string, Site_Url:string,
    SourceRelativeUrl:string, SourceFileName:string, ItemType:string, EventSource:string,
    UserAgent:string, SourceRecordId:string, Start_Time:datetime, TenantId:string, Type:string`,
};

/* eslint-disable @typescript-eslint/no-explicit-any -- the bundle's types are a namespace of globals */
function load(): any {
  const require = createRequire(import.meta.url);
  require('@kusto/language-service-next/bridge.js');
  require('@kusto/language-service-next/Kusto.Language.Bridge.js');
  return (globalThis as any).Kusto.Language;
}

let known: { language: any; globals: any } | undefined;

function workspace() {
  if (known !== undefined) return known;
  const language = load();
  const { TableSymbol, DatabaseSymbol } = language.Symbols;
  const tables = Object.entries(SCHEMAS).map(([name, columns]) =>
    TableSymbol.From(`(${columns.replaceAll(/\s+/g, ' ')})`).WithName(name),
  );
  const database = new DatabaseSymbol.$ctor1('workspace', tables, false);
  known = { language, globals: language.GlobalState.Default.WithDatabase(database) };
  return known;
}

/** Lists are arrays here, and objects of their own there. */
const listOf = (list: any): any[] =>
  Array.isArray(list) ? list : Array.from({ length: list.Count }, (_, at) => list.getItem(at));

/** What the language service has to say against a query: nothing, where it is right. */
export function faultsOf(kql: string): string[] {
  const { language, globals } = workspace();
  const code = language.KustoCode.ParseAndAnalyze(kql, globals);
  return listOf(code.GetDiagnostics()).map(
    ({ Severity, Message, Start }) =>
      `${Severity}: ${Message} at ${kql.slice(Math.max(0, Start - 40), Start + 40)}`,
  );
}

export interface Token {
  readonly kind: string;
  readonly text: string;
}

/** The words of a query as the service reads them. */
export function tokensOf(kql: string): Token[] {
  const { language } = workspace();
  const code = language.KustoCode.Parse(kql);
  return listOf(code.GetLexicalTokens()).map(({ Kind, Text }) => ({
    kind: (globalThis as any).System.Enum.toString(language.Syntax.SyntaxKind, Kind),
    text: Text,
  }));
}

/** The value of the only text in an expression, as the service reads it. */
export function literalOf(kql: string): unknown {
  const { language, globals } = workspace();
  const code = language.KustoCode.ParseAndAnalyze(kql, globals);
  const [found] = listOf(code.Syntax.GetDescendants(language.Syntax.LiteralExpression));
  return found?.LiteralValue;
}
