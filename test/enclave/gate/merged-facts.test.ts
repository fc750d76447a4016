import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergedFacts } from '../../../enclave/gate/room-facts.ts';

const facts = fc.dictionary(
  fc.oneof(fc.constantFrom('a', 'b', 'constructor', 'toString'), fc.string()),
  fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string())),
);

describe('mergedFacts', () => {
  it('is what spreading one over the other is', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 4 }), (sources) => {
        const spread = Object.assign({}, ...sources) as Record<string, unknown>;
        delete spread['__proto__'];
        expect(Object.entries(mergedFacts(...sources))).toEqual(Object.entries(spread));
      }),
    );
  });

  it('lets no fact become what facts are looked up in', () => {
    const office = JSON.parse('{"__proto__":["jlisStatus"],"portalRate":"normal"}') as never;
    const merged = mergedFacts(office, { jlisStatus: 'good' });
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect(merged).toEqual({ portalRate: 'normal', jlisStatus: 'good' });
  });
});
