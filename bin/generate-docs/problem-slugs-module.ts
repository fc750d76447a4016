import { problemsBySlug } from '../../api/portal/problems/catalogue.ts';

/** The module of the portal's client that knows every problem of the API, those of rules too. */
export const problemSlugsModule =
  (): string => `// Generated from the problems of the API: node --import tsx bin/generate-docs.ts

/** Every problem that an answer of the API may name. */
export const problemSlugs = [
${[...problemsBySlug.keys()].map((slug) => `  '${slug}',`).join('\n')}
] as const;

/** One of them. */
export type ProblemSlug = (typeof problemSlugs)[number];
`;
