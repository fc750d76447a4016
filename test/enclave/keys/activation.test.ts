import { describe, expect, it } from 'vitest';
import type { RegisteredOfficer } from '../../../domain/governance/officer-register.ts';
import { Activation } from '../../../enclave/keys/activation.ts';
import { splitPin } from '../../../enclave/keys/share-register.ts';

const NOW = Date.parse('2026-12-01T00:00:00.000Z');
const PIN = '0123456789';
const IDS = ['custodian-01', 'custodian-02', 'custodian-03'];

const officer = (id: string, change: Partial<RegisteredOfficer> = {}): RegisteredOfficer => ({
  id,
  person: `person-of-${id}`,
  roles: ['custodian'],
  from: '2026-10-01T00:00:00.000Z',
  passkeys: [],
  ...change,
});

async function stage(
  change: (officers: RegisteredOfficer[]) => RegisteredOfficer[] = (all) => all,
) {
  const { register, shares } = await splitPin(PIN, 'first', IDS);
  const activation = new Activation(register, change(IDS.map((id) => officer(id))));
  const given = shares.map((share) => ({ ...share, terminal: 'room-terminal-01' }));
  const give = (at: number) => activation.give(given[at] as (typeof given)[number], NOW);
  return { activation, given, give };
}

describe('Activation', () => {
  it.each([
    [0, 1],
    [1, 2],
    [2, 0],
  ])('joins the PIN of shares %d and %d, and erases them', async (one, other) => {
    const { activation, given, give } = await stage();
    expect([give(one), give(other)]).toEqual([undefined, undefined]);
    expect(await activation.join()).toEqual({
      pin: PIN,
      custodians: [IDS[one], IDS[other]],
      terminal: 'room-terminal-01',
    });
    expect(given[one]?.share.every((octet) => octet === 0)).toBe(true);
    expect(activation.given).toEqual([]);
  });

  it('has nothing for one share', async () => {
    const { activation, give } = await stage();
    give(0);
    expect(await activation.join()).toBeUndefined();
    expect(activation.given).toEqual([IDS[0]]);
  });

  it('counts one share a custodian (N8)', async () => {
    const { give } = await stage();
    give(0);
    expect(give(0)).toBe('samePerson');
  });

  it('counts two custodians who are one person once (N13)', async () => {
    const { give } = await stage((all) => all.map((one) => ({ ...one, person: 'person-1' })));
    give(0);
    expect(give(1)).toBe('samePerson');
  });

  it('refuses whoever is no custodian now', async () => {
    const until = '2026-11-30T00:00:00.000Z';
    const { give } = await stage(([a, b]) => [
      { ...(a as RegisteredOfficer), roles: ['issuingOperator'] },
      { ...(b as RegisteredOfficer), until },
    ]);
    expect([give(0), give(1), give(2)]).toEqual(['notCustodian', 'notCustodian', 'notCustodian']);
  });

  it("refuses another's share under one's own name, a changed one, and one of another splitting", async () => {
    const { activation, given } = await stage();
    const [first, second] = given as [(typeof given)[0], (typeof given)[0]];
    const changed = Buffer.from(first.share);
    changed[3] = (changed[3] ?? 0) ^ 1;
    const { shares } = await splitPin(PIN, 'first', IDS);
    for (const share of [
      { ...first, custodian: second.custodian },
      { ...first, share: changed },
      { ...first, set: 'second' },
      { ...first, share: shares[0]?.share ?? changed },
    ]) {
      expect(activation.give(share, NOW)).toBe('unknownShare');
    }
  });
});
