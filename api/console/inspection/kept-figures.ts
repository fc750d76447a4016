import { hash } from 'node:crypto';
import type { Reconciliation } from '../../../db/reconciliation/reconciliations.ts';
import { figuresPath } from '../../../domain/reconciliation/figures-path.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { KeptFigures } from './reconciliation-view.ts';

/** The figures that the entry of a day names; undefined if they are not here, or not those. */
export async function keptFigures(
  { figures }: Pick<ConsoleDependencies, 'figures'>,
  { day, figuresSha256 }: Reconciliation,
): Promise<KeptFigures | undefined> {
  const octets = await figures?.(figuresPath(day, figuresSha256));
  if (!octets || hash('sha256', octets) !== figuresSha256) return undefined;
  return JSON.parse(octets.toString('utf8')) as KeptFigures;
}
