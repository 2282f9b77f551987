// What the bot's application may do with a key that signs the evidence: read it and sign with it.
// Deployed once for each key by evidence-key.sh.
targetScope = 'subscription'

@description('Object id of the service principal of the bot’s application.')
param botPrincipalId string

@description('Resource group of the vault.')
param resourceGroupName string

param vaultName string
param keyName string

@description('Ids of all subscriptions in which the role can be assigned.')
@minLength(1)
param subscriptionIds array

// The same in every tenant.
var roleId = '2d6a9e1b-84c3-4f57-b0d2-6e91c7a35f08'

resource role 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: roleId
  properties: {
    roleName: 'Audit Steward – Evidence'
    description: 'Reads a key and signs with it. Makes, changes, backs up and deletes nothing.'
    type: 'CustomRole'
    permissions: [
      {
        actions: []
        notActions: []
        dataActions: [
          'Microsoft.KeyVault/vaults/keys/read'
          'Microsoft.KeyVault/vaults/keys/sign/action'
        ]
        notDataActions: []
      }
    ]
    assignableScopes: [for id in subscriptionIds: '/subscriptions/${id}']
  }
}

// On the key alone, and not on its vault.
module assignment 'evidence-key-assignment.bicep' = {
  name: 'audit-steward-evidence-assignment-${uniqueString(vaultName, keyName)}'
  scope: resourceGroup(resourceGroupName)
  params: {
    botPrincipalId: botPrincipalId
    roleDefinitionId: role.id
    vaultName: vaultName
    keyName: keyName
  }
}
