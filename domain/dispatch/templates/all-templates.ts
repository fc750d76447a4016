import { templates20261201 } from './2026-12-01.ts';
import { templates20261202 } from './2026-12-02.ts';
import { nameOf, type Template } from './template.ts';

/** Every template that was ever adopted. None is taken out: what was sent stays readable. */
export const allTemplates: readonly Template[] = [...templates20261201, ...templates20261202];

const byName = new Map(allTemplates.map((template) => [nameOf(template), template]));

/** The template of a name, `id/YYYY-MM-DD`. */
export const findTemplate = (name: string): Template | undefined => byName.get(name);

/** The newest version of a notice. @throws RangeError of a notice that has no template: a bug */
export function templateOf(id: string): Template {
  const [newest] = allTemplates
    .filter((template) => template.id === id)
    .toSorted((a, b) => (a.version < b.version ? 1 : -1));
  if (!newest) throw new RangeError(`no template of ${id}`);
  return newest;
}
