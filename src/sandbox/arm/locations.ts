/** Regions in their geographies, each with its pair. */
const REGIONS: readonly (readonly [string, string, string, string, string])[] = [
  ['eastus', 'East US', 'United States', 'US', 'westus'],
  ['westus', 'West US', 'United States', 'US', 'eastus'],
  ['eastus2', 'East US 2', 'United States', 'US', 'centralus'],
  ['centralus', 'Central US', 'United States', 'US', 'eastus2'],
  ['northcentralus', 'North Central US', 'United States', 'US', 'southcentralus'],
  ['southcentralus', 'South Central US', 'United States', 'US', 'northcentralus'],
  ['westeurope', 'West Europe', 'Europe', 'Europe', 'northeurope'],
  ['northeurope', 'North Europe', 'Europe', 'Europe', 'westeurope'],
  ['germanywestcentral', 'Germany West Central', 'Germany', 'Europe', 'germanynorth'],
  ['germanynorth', 'Germany North', 'Germany', 'Europe', 'germanywestcentral'],
  ['francecentral', 'France Central', 'France', 'Europe', 'francesouth'],
  ['francesouth', 'France South', 'France', 'Europe', 'francecentral'],
  ['swedencentral', 'Sweden Central', 'Sweden', 'Europe', 'swedensouth'],
  ['swedensouth', 'Sweden South', 'Sweden', 'Europe', 'swedencentral'],
  ['uksouth', 'UK South', 'United Kingdom', 'Europe', 'ukwest'],
  ['ukwest', 'UK West', 'United Kingdom', 'Europe', 'uksouth'],
  ['southeastasia', 'Southeast Asia', 'Asia Pacific', 'Asia Pacific', 'eastasia'],
  ['eastasia', 'East Asia', 'Asia Pacific', 'Asia Pacific', 'southeastasia'],
  ['australiaeast', 'Australia East', 'Australia', 'Asia Pacific', 'australiasoutheast'],
  ['australiasoutheast', 'Australia Southeast', 'Australia', 'Asia Pacific', 'australiaeast'],
];

/** Regions without a pair. */
const ALONE: readonly (readonly [string, string, string, string])[] = [
  ['italynorth', 'Italy North', 'Italy', 'Europe'],
  ['polandcentral', 'Poland Central', 'Poland', 'Europe'],
];

const ALL: readonly (readonly [string, string, string, string, string?])[] = [...REGIONS, ...ALONE];

export const isRegion = (name: string): boolean => ALL.some(([known]) => known === name);

/** The geography of a region: a key's backup can only be restored within it. */
export const geographyOf = (name: string): string =>
  ALL.find(([known]) => known === name)?.[2] ?? name;

/** The regions as a subscription sees them. */
export const locationsOf = (subscriptionId: string) =>
  ALL.map(([name, displayName, geography, geographyGroup, pair]) => ({
    id: `/subscriptions/${subscriptionId}/locations/${name}`,
    name,
    type: 'Region',
    displayName,
    regionalDisplayName: `(${geographyGroup}) ${displayName}`,
    metadata: {
      regionType: 'Physical',
      regionCategory: pair === undefined ? 'Other' : 'Recommended',
      geography,
      geographyGroup,
      pairedRegion:
        pair === undefined
          ? []
          : [{ name: pair, id: `/subscriptions/${subscriptionId}/locations/${pair}` }],
    },
  }));
