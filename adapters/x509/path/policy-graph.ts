import type { PolicyMapping } from './path-extensions.ts';

export const ANY_POLICY = '2.5.29.32.0';

/** Policies that are valid at one depth. A policy without parents is a child of anyPolicy. */
interface Level {
  readonly hasAny: boolean;
  readonly parents: ReadonlyMap<string, readonly string[]>;
}

const EMPTY: Level = { hasAny: false, parents: new Map() };

/**
 * valid_policy_tree of RFC 5280 §6.1.2 as the graph of RFC 9618: a policy stands once at each depth, however many
 * mappings lead to it, so that it grows with the certificates and not exponentially with the mappings.
 */
export class PolicyGraph {
  readonly #levels: Level[] = [];
  /** Before a certificate: the expected policies; after it: the valid ones. */
  #current: Level = { hasAny: true, parents: new Map() };

  /** Whether the tree is NULL. */
  get isNull(): boolean {
    return !this.#current.hasAny && this.#current.parents.size === 0;
  }

  /**
   * §6.1.3 (d) and (e).
   *
   * @param policies of the certificate; undefined if the extension is absent
   * @param isAnyAllowed whether anyPolicy counts in this certificate
   */
  narrow(policies: readonly string[] | undefined, isAnyAllowed: boolean): void {
    const expected = this.#current;
    if (policies === undefined) {
      this.#current = EMPTY;
      return;
    }
    const parents = new Map<string, readonly string[]>();
    for (const policy of policies.filter((oid) => oid !== ANY_POLICY)) {
      const known = expected.parents.get(policy) ?? (expected.hasAny ? [] : undefined);
      if (known) parents.set(policy, known);
    }
    const isAny = isAnyAllowed && policies.includes(ANY_POLICY);
    for (const [policy, known] of isAny ? expected.parents : []) parents.set(policy, known);
    this.#current = { hasAny: expected.hasAny && isAny, parents };
  }

  /** §6.1.4 (b): from the valid policies to those expected of the next certificate. */
  map(mappings: readonly PolicyMapping[], isMappingAllowed: boolean): void {
    const valid = new Map(this.#current.parents);
    const { hasAny } = this.#current;
    const mapped = new Map<string, string[]>();
    for (const { issuerDomain, subjectDomain } of mappings) {
      if (!isMappingAllowed) valid.delete(issuerDomain);
      else if (hasAny && !valid.has(issuerDomain)) valid.set(issuerDomain, []);
      mapped.set(issuerDomain, [...(mapped.get(issuerDomain) ?? []), subjectDomain]);
    }
    this.#levels.push({ hasAny, parents: valid });
    const expected = new Map<string, string[]>();
    for (const policy of valid.keys()) {
      for (const next of new Set(mapped.get(policy) ?? [policy])) {
        expected.set(next, [...(expected.get(next) ?? []), policy]);
      }
    }
    this.#current = { hasAny, parents: expected };
  }

  /** §6.1.5 (g): whether a policy of the user's set is left, in the terms of the anchor's domain. */
  permits(userPolicies: ReadonlySet<string>): boolean {
    if (this.isNull) return false;
    if (this.#current.hasAny || userPolicies.has(ANY_POLICY)) return true;
    let reachable = new Set(this.#current.parents.keys());
    for (const { parents } of [...this.#levels, this.#current].toReversed()) {
      const above = new Set<string>();
      for (const policy of reachable) {
        const known = parents.get(policy) ?? [];
        // Under anyPolicy: here the policy has its meaning in the anchor's domain.
        if (known.length === 0 && userPolicies.has(policy)) return true;
        for (const parent of known) above.add(parent);
      }
      reachable = above;
    }
    return false;
  }
}
