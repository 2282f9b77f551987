import type { z } from 'zod';

/** The services that the sandbox tenant speaks; the names of the exchange log. */
export type ServiceName =
  | 'identity'
  | 'arm'
  | 'keyvault'
  | 'graph'
  | 'exchange'
  | 'dataverse'
  | 'activity'
  | 'loganalytics';

/** An HTTP request as a service sees it: token checked, body parsed. */
export interface ServiceRequest {
  readonly method: string;
  /** Absolute address of the real service, such as `https://graph.microsoft.com/v1.0/users`. */
  readonly url: URL;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or a record of form fields, or undefined. */
  readonly body: unknown;
  /** From the bearer token; undefined without a valid one for this host. */
  readonly caller: ServiceCaller | undefined;
}

export interface ServiceCaller {
  readonly applicationId: string;
  readonly objectId: string;
  readonly tenantId: string;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON; undefined sends nothing. */
  readonly body?: unknown;
}

/** Documents that survive a kill at any line: written through before the answer is sent. */
export interface Documents<T> {
  find(key: string): T | undefined;
  put(key: string, value: T): void;
  delete(key: string): void;
  /** In key order. */
  list(): readonly T[];
}

/** Time of the tenant: runs with the machine's, plus what was advanced. */
export interface SandboxClock {
  now(): Date;
}

/** What a service may use of the tenant it belongs to. */
export interface Tenant {
  readonly id: string;
  readonly clock: SandboxClock;
  /** A named collection; the schema is checked on reading. */
  documents<T>(collection: string, schema: z.ZodType<T>): Documents<T>;
  /** Runs `work` in one transaction over all collections. */
  together<T>(work: () => T): T;
  /** A random id in v4 form. */
  newId(): string;
  /** Something in the tenant was changed: counted in `GET /sandbox/state`. */
  changed(service: ServiceName, operation: string, target: string, details?: unknown): void;
}

/** What a person does by hand where the real service has no API: `POST /sandbox/...`. */
export type ByHand = (body: unknown) => Shown | Promise<Shown>;

interface Shown {
  readonly status: number;
  readonly body: object;
}

/** One service of the tenant: which hosts it answers for, and how. */
export interface Service {
  readonly name: ServiceName;
  /** Is this host name ours? */
  serves(host: string): boolean;
  /** Puts the seeded documents in place; called on a fresh tenant and after a reset. */
  seed(): void;
  handle(request: ServiceRequest): ServiceAnswer | Promise<ServiceAnswer>;
  /** By method and path, such as `POST /sandbox/onboarding`. */
  readonly controls?: Readonly<Record<string, ByHand>>;
  /** Lets what happens by itself happen, up to now; called before any service answers. */
  pass?(): void;
}
