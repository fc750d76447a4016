import { describe, expect, it } from 'vitest';
import { ROOM_OFFICERS } from '../../../bin/demonstration/documents.ts';
import { registerProblem } from '../../../domain/governance/officer-register.ts';
import {
  OFFICERS_OCTETS_MAX,
  readOfficersDocument,
} from '../../../enclave/keys/officers-document.ts';
import { octetsOf } from '../room-bench.ts';

const octets = octetsOf(ROOM_OFFICERS);

describe('readOfficersDocument', () => {
  it('reads the demonstration’s, whose officers have every role of a decision and no passkey', () => {
    expect(readOfficersDocument(octets)).toEqual(ROOM_OFFICERS);
    expect(registerProblem(ROOM_OFFICERS)).toBeUndefined();
    const roles = ROOM_OFFICERS.officers.flatMap((officer) => officer.roles);
    expect(roles).toEqual(expect.arrayContaining(['approver', 'examiner', 'issuingOperator']));
    expect(ROOM_OFFICERS.officers.flatMap(({ passkeys }) => passkeys)).toEqual([]);
  });

  it('reads nothing that is not canonical, too long, or something else', () => {
    expect(readOfficersDocument(Buffer.from(`${String(octets)}\n`))).toBeUndefined();
    expect(readOfficersDocument(Buffer.alloc(OFFICERS_OCTETS_MAX + 1))).toBeUndefined();
    expect(readOfficersDocument(Buffer.from('{}'))).toBeUndefined();
    expect(readOfficersDocument(Buffer.from('no JSON'))).toBeUndefined();
  });
});
