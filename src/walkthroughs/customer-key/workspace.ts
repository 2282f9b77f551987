/** Where people find the id by which a workspace is asked. */
export const WHERE_ID = 'a GUID, which the workspace’s overview page in the Azure portal shows';

/** The last part of a resource id. */
export const workspaceName = (resource: string): string => resource.split('/').at(-1) ?? resource;

/** Logs are kept in a workspace that was named by its resource id alone, but nothing reads them. */
export const withoutId = (resource: string): string =>
  `The Workspace ID of ${workspaceName(resource)} was not given, so the bot does not read the log there.`;
