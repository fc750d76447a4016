import { describe, expect, it } from 'vitest';
import { actTable, permissionFor, permissionOf, roles } from '../../../domain/governance/acts.ts';
import type { Permission, Role } from '../../../domain/governance/acts.ts';

const columns: readonly Role[] = ['RC', 'EX', 'AP', 'IO', 'RP', 'AD', 'AU', 'CU'];
const marks: Readonly<Record<string, Permission | undefined>> = {
  '·': undefined,
  '○': 'alone',
  '②': 'withSecond',
  後: 'withSecondAfter',
  許: 'withGrant',
};

/** One row an act, one column a role: RC EX AP IO RP AD AU CU. */
const grid: readonly (readonly [act: string, cells: string])[] = [
  ['enterPaper', '○○······'],
  ['secondDataEntry', '○○······'],
  ['checkDocuments', '·○······'],
  ['claimOrNote', '○○○·····'],
  ['returnForCorrection', '·○○·····'],
  ['approve', '··○·····'],
  ['approveWithSecond', '··②·····'],
  ['reject', '··○·····'],
  ['rejectWithSuspicion', '··②·····'],
  ['takeApprovalBack', '··○·····'],
  ['instructIssuing', '···○····'],
  ['sealLetterLot', '②··②····'],
  ['orderResend', '··○·····'],
  ['takeRequest', '○○○·····'],
  ['decideRevocation', '··○·····'],
  ['decideRevocationWithSecond', '··②·····'],
  ['revokeInEmergency', '··後····後'],
  ['confirmEmergency', '··○····○'],
  ['suspend', '··○····○'],
  ['massRevocation', '··②·····'],
  ['breakGlass', '·······②'],
  ['takeDuty', '····○···'],
  ['switchOff', '·○○○○○·○'],
  ['switchOn', '··②·②···'],
  ['switchOnAllSigning', '··②·②··②'],
  ['adoptRules', '··②·②···'],
  ['acceptInRoom', '·······②'],
  ['administerAccess', '····②②··'],
  ['manageIssuerKeys', '·······②'],
  ['discloseOrCorrect', '··②·②···'],
  ['grantDecryption', '····②②··'],
  ['destroyRecords', '····②②·②'],
  ['rebaseCase', '··②·②···'],
  ['fileDocuments', '○·②·②②··'],
  ['secondLook', '··○···○·'],
  ['readBooks', '····○·○·'],
  ['readPersonalData', '○○○○○·許·'],
  ['operateSystems', '·····②·②'],
];

describe('actTable', () => {
  it('has the rows of the grid and no other', () => {
    expect(Object.keys(actTable)).toEqual(grid.map(([act]) => act));
    expect(Object.keys(roles)).toEqual(columns);
  });

  it.each(grid)('%s may be done by %s', (act, cells) => {
    const found = columns.map((role) => permissionFor(act, role));
    expect(found).toEqual(Array.from(cells, (cell) => marks[cell]));
  });

  it.each(['', 'toString', 'approveEverything'])('refuses %j, an act without a row', (act) => {
    for (const role of columns) expect(permissionFor(act, role)).toBeUndefined();
  });
});

describe('permissionOf', () => {
  it('takes the freest way that one of the roles gives', () => {
    expect(permissionOf('fileDocuments', ['AP', 'RC'])).toBe('alone');
    expect(permissionOf('fileDocuments', ['AP', 'RP'])).toBe('withSecond');
    expect(permissionOf('approve', ['RC', 'EX'])).toBeUndefined();
    expect(permissionOf('approve', [])).toBeUndefined();
  });
});
