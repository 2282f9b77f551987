import type { ServiceAnswer } from '../service.ts';

/** Thrown anywhere below the router, which turns it into the service's error answer. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Codes of the real service; the texts follow its own. */
export const invalid = (message: string) => new Refused(400, '0x80040203', message);
export const badPayload = (message: string) => new Refused(400, '0x80048d19', message);
export const badQuery = (message: string) => new Refused(400, '0x80060888', message);
export const noSegment = (segment: string) =>
  new Refused(404, '0x80060888', `Resource not found for the segment '${segment}'.`);
export const noRow = (table: string, id: string) =>
  new Refused(404, '0x80040217', `Entity '${table}' With Id = ${id} Does Not Exist`);
export const noTable = (name: string) =>
  new Refused(
    404,
    '0x80041102',
    `The entity with a name = '${name}' with namemapping = 'Logical' was not found in the MetadataCache.`,
  );
export const noProperty = (name: string, type: string) =>
  badQuery(`Could not find a property named '${name}' on type 'Microsoft.Dynamics.CRM.${type}'.`);
export const versionMismatch = () =>
  new Refused(
    412,
    '0x80060882',
    "The version of the existing record doesn't match the RowVersion property provided.",
  );

const HELP = 'http://go.microsoft.com/fwlink/?LinkID=398563&error=Microsoft.Crm.CrmException%3a';

/** The error body; with annotations it names its help page as well. */
export const errorAnswer = (
  { status, code, message }: Refused,
  annotated: boolean,
): ServiceAnswer => ({
  status,
  body: {
    error: {
      code,
      message,
      ...(annotated ? { '@Microsoft.PowerApps.CDS.HelpLink': `${HELP}${code}` } : {}),
    },
  },
});
