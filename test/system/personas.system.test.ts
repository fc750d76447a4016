import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { apply } from '../../simulator/application.ts';
import type { PersonaName } from '../../simulator/personas.ts';
import { PERSONAS } from '../../simulator/personas.ts';
import type { Next } from '../../domain/decision/rule-set.ts';
import { PERSONA_OUTCOMES } from '../simulator/persona-outcomes.ts';
import { useStage } from './stage.ts';

/** Where an application rests until somebody does what is next. */
const RESTS: Readonly<Partial<Record<Next, string>>> = {
  approve: 'issued',
  review: 'review',
  refusal: 'review',
  return: 'returned',
  retry: 'waiting',
  alarm: 'waiting',
};

/** Refused before it becomes a case: what its container holds is no text (decision 0011). */
const AT_THE_DOOR: Readonly<Partial<Record<string, string>>> = {
  digestAsMessage: 'malformed-signed-text',
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

  it.each(Object.entries(PERSONA_OUTCOMES))(
    'of %s comes to rest where the rules say',
    (persona, [, next, rule]) => {
      const found = rested.get(persona);
      const refusal = AT_THE_DOOR[persona];
      if (refusal !== undefined) {
        expect(found?.state).toContain(refusal);
        return;
      }
      expect(found?.state).toBe(RESTS[next]);
      if (rule !== undefined) expect(found?.rules).toContain(rule);
    },
  );
});
