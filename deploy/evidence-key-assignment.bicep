// Gives a role on one key of a vault. Part of evidence-key.bicep.
param botPrincipalId string
param roleDefinitionId string
param vaultName string
param keyName string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

resource key 'Microsoft.KeyVault/vaults/keys@2023-07-01' existing = {
  parent: vault
  name: keyName
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(key.id, botPrincipalId, roleDefinitionId)
  scope: key
  properties: {
    roleDefinitionId: roleDefinitionId
    principalId: botPrincipalId
    principalType: 'ServicePrincipal'
    description: 'The bot signs the checkpoints of its ledger with this key.'
  }
}
