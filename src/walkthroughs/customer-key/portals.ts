const AZURE: Readonly<Record<string, string>> = {
  'gcc-high': 'https://portal.azure.us',
  dod: 'https://portal.azure.us',
  china: 'https://portal.azure.cn',
};

/** Where people of this cloud look at Azure. */
export const azurePortal = (cloud: string): string => AZURE[cloud] ?? 'https://portal.azure.com';

type Names = Readonly<Record<string, string>>;

/** As learn.microsoft.com names the environments of each module; without one it is the public cloud. */
const EXCHANGE: Names = {
  'gcc-high': 'O365USGovGCCHigh',
  dod: 'O365USGovDoD',
  china: 'O365China',
};
const AZ: Names = {
  'gcc-high': 'AzureUSGovernment',
  dod: 'AzureUSGovernment',
  china: 'AzureChinaCloud',
};
const GRAPH: Names = { 'gcc-high': 'USGov', dod: 'USGovDoD', china: 'China' };

const connecting =
  (cmdlet: string, parameter: string, names: Names) =>
  (cloud: string): string => {
    const name = names[cloud];
    return name === undefined ? cmdlet : `${cmdlet} -${parameter} ${name}`;
  };

/** How people of this cloud sign in to PowerShell. */
export const connectExchange = connecting(
  'Connect-ExchangeOnline',
  'ExchangeEnvironmentName',
  EXCHANGE,
);
export const connectAzure = connecting('Connect-AzAccount', 'Environment', AZ);
export const connectGraph = connecting('Connect-MgGraph', 'Environment', GRAPH);
