import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { apply } from '../../simulator/application.ts';
import type { PersonaName } from '../../simulator/personas.ts';
import { PERSONAS } from '../../simulator/personas.ts';
import { useStage } from './stage.ts';

/** Where each persona's application comes to rest, and a rule that keeps it there. */
const RESTS: Readonly<Record<PersonaName, readonly [state: string, rule?: string]>> = {
  ordinary: ['issued'],
  variant: ['review', 'name.match/variant'],
  variationSelector: ['review', 'name.match/variant'],
  compatibilityIdeograph: ['review', 'name.match/variant'],
  beyondBmp: ['review', 'name.characters/rare'],
  substitute: ['review', 'name.substitutes/consent'],
  addressSubstitute: ['issued'],
  foreignResident: ['issued'],
  latinCase: ['review', 'name.match/variant'],
  nameDiffers: ['returned', 'name.match/different'],
  unknownGender: ['issued'],
  minor: ['review', 'person.age/minor'],
  underFifteen: ['review', 'person.age/under15'],

  moved: ['returned', 'jlis.status/changed'],
  deceased: ['returned', 'jlis.status/changed'],
  stolen: ['review', 'jlis.status/keyCompromise'],
  caCompromised: ['review', 'jlis.status/caCompromise'],
  renewed: ['returned', 'jlis.status/renewed'],
  surrendered: ['returned', 'jlis.status/stopped'],
  destroyed: ['returned', 'jlis.status/revokedOther'],
  onHold: ['returned', 'jlis.status/onHold'],
  unknownStatus: ['waiting', 'jlis.status/unknown'],
  silent: ['waiting', 'jlis.answer/none'],
  garbage: ['waiting', 'jlis.answer/malformed'],
  tryLater: ['waiting', 'jlis.answer/errorStatus'],
  internalError: ['waiting', 'jlis.answer/errorStatus'],
  unauthorized: ['waiting', 'jlis.answer/errorStatus'],
  wrongNonce: ['waiting', 'jlis.answer/nonceMismatch'],
  noNonce: ['waiting', 'jlis.answer/nonceMismatch'],
  otherCertificate: ['waiting', 'jlis.answer/otherCertificate'],
  stale: ['waiting', 'jlis.fresh/stale'],
  overdue: ['waiting', 'jlis.answer/clockSkew'],
  future: ['waiting', 'jlis.answer/clockSkew'],
  badSignature: ['waiting', 'jlis.answer/badSignature'],
  bystander: ['waiting', 'jlis.answer/unauthorisedResponder'],
  foreignResponder: ['waiting', 'jlis.answer/unauthorisedResponder'],

  earlierGeneration: ['issued'],
  expiredGeneration: ['returned', 'jpki.chain/anchorExpired'],
  expired: ['returned', 'jpki.validity/expiredBeforeSigning'],
  notYetValid: ['returned', 'jpki.validity/notYetValid'],
  // It names nobody, too, and a refusal goes before a return.
  authenticationOnly: ['review', 'jpki.kind/authentication'],
  testCard: ['returned', 'jpki.chain/testHierarchy'],
  mockCard: ['returned', 'jpki.chain/testHierarchy'],
  otherAuthority: ['returned', 'jpki.chain/unknownIssuer'],
  impostor: ['review', 'jpki.chain/impersonation'],
  furigana: ['issued'],
  missingAddress: ['review', 'jpki.attributes/missing'],
  duplicateName: ['review', 'jpki.attributes/duplicate'],
  unknownBirthDate: ['review', 'jpki.birthDate/unknown'],
  eraContradiction: ['review', 'jpki.birthDate/eraContradiction'],
  shortFlags: ['review', 'name.substitutes/unusable'],

  pdfSigner: ['issued'],
  xmlSigner: ['issued'],
  bareHashSigner: ['returned', 'signature.valid/bareHash'],
  digestAsMessageSigner: ['returned', 'signature.valid/digestAsMessage'],
};

const RESTING = ['issued', 'review', 'returned', 'waiting', 'rejected', 'lapsed'];

describe('an application of every persona', () => {
  const stage = useStage();
  const rested = new Map<string, { state: string; rules: readonly string[] }>();

  beforeAll(async () => {
    const { instance, portal, sandbox } = stage();
    const client = new pg.Client({ connectionString: instance.databaseUrl('toroku_office') });
    await client.connect();
    const names = Object.keys(PERSONAS) as PersonaName[];
    const play = async (persona: PersonaName): Promise<void> => {
      const card = await sandbox.issueCard(persona);
      const { applicationId } = await apply({ portal, card, service: 'demo-simultaneous' });
      await portal.waitFor(applicationId, RESTING, 120_000);
      const { rows } = await client.query<{ state: string; rules: string[] }>(
        'select state, not_holding as rules from certificate_applications where id = $1',
        [applicationId],
      );
      if (rows[0]) rested.set(persona, rows[0]);
    };
    const lane = async (): Promise<void> => {
      for (let name = names.shift(); name; name = names.shift()) {
        const persona = name;
        await play(persona).catch((error: unknown) => {
          rested.set(persona, { state: String(error), rules: [] });
        });
      }
    };
    await Promise.all(Array.from({ length: 8 }, lane));
    await client.end();
  }, 300_000);

  it.each(Object.entries(RESTS))(
    'of %s comes to rest where the rules say',
    (persona, [state, rule]) => {
      const found = rested.get(persona);
      expect(found?.state).toBe(state);
      if (rule !== undefined) expect(found?.rules).toContain(rule);
    },
  );
});
