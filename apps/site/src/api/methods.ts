import { families, findMethod, type Method, methods, settingsJsonSchema } from '@offprint/methods';
import { z } from 'zod';

const filePort = z.object({
  name: z.string(),
  title: z.string(),
  help: z.string(),
  kind: z.string(),
  min: z.int(),
  max: z.int(),
});

/** A method as the API gives it. */
export const methodSchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  family: z.enum(families),
  paper: z.string().nullable().describe('Slug of its paper; null where the catalogue has none.'),
  summary: z.string(),
  takes: z.string(),
  gives: z.string(),
  reductions: z.array(z.string()).describe('How it is reduced from its paper; empty if it is not.'),
  files: z.array(filePort),
  settings: z.record(z.string(), z.unknown()).describe('JSON Schema of the settings.'),
  outputs: z.array(z.object({ name: z.string(), title: z.string(), kind: z.string() })),
  steps: z.array(z.string()),
  links: z.object({ page: z.string(), paper: z.string().nullable(), runs: z.string() }),
});

export const methodListSchema = z.object({ methods: z.array(methodSchema) });

/** A method of the registry as the API gives it. */
export function methodView(method: Method): z.infer<typeof methodSchema> {
  const { id, name, version, family, paper, summary, takes, gives } = method;
  return {
    id,
    name,
    version,
    family,
    paper,
    summary,
    takes,
    gives,
    reductions: [...method.reductions],
    files: Object.entries(method.files).map(([port, { title, help, kind, min, max }]) => ({
      name: port,
      title,
      help,
      kind,
      min,
      max,
    })),
    settings: settingsJsonSchema(method),
    outputs: Object.entries(method.outputs).map(([port, { title, kind }]) => ({ name: port, title, kind })),
    steps: [...method.steps],
    links: {
      page: `/methods/${id}`,
      paper: paper === null ? null : `/papers/${paper}`,
      runs: `/api/methods/${id}/runs`,
    },
  };
}

/** `GET /api/methods` */
export function listMethods(): z.infer<typeof methodListSchema> {
  return { methods: [...methods.values()].map(methodView) };
}

/** `GET /api/methods/{id}` */
export function getMethod(id: string): z.infer<typeof methodSchema> {
  return methodView(findMethod(id));
}
