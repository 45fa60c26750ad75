import type { Markish } from '@observablehq/plot';
import type { Figure, FigurePlace, LegendEntry } from '../../method.ts';
import type { LayerFigures, MergeReport } from '../merge-report.ts';
import { anglesOf, angleWords, type Plane, planeOf } from './plane.ts';
import { hasStrip, type Strip, stripHeight, stripMarks } from './strip.ts';
import { type Area, lookOf, triangleMarks } from './triangle.ts';
import { plainName } from './words.ts';

/** Pixels of the whole picture where there is room. */
const fullWidth = 660;
const triangleHeight = 270;
const gutter = 18;

/** What a method adds to the picture that all ways of merging share. */
export interface MergePicture {
  /** The finding of a finished run, as a sentence without a full stop. */
  finding(report: MergeReport, plane: Plane): string;
  readonly strip?: Strip;
  /** Drawn instead of the points in their plane, and how high. */
  marks?(report: MergeReport, area: Area): Markish[];
  readonly height?: number;
  /** Instead of what is said of the points in their plane. */
  readonly caption?: string;
  /** Further entries of the legend. */
  legend?(report: MergeReport): readonly LegendEntry[];
}

/** A number of any size in few digits. */
export function shown(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e5 || size < 1e-3 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}

/**
 * The models in the plane of their changes, with the merged model among them: a triangle for a base and two models. Below
 * it a bar for every layer, where the method has a figure of its own.
 */
export function mergeFigure(
  report: MergeReport,
  picture: MergePicture,
  place: FigurePlace = { width: fullWidth },
): Figure {
  const width = Math.min(fullWidth, place.width);
  const plane = planeOf(report);
  const { strip, height = triangleHeight } = picture;
  const shows = strip !== undefined && hasStrip(report, strip);
  const area = { left: 0, top: 0, width, height };
  const lower = { left: 0, top: height + gutter, width, height: stripHeight };
  const done = report.counted === report.parameters;
  return {
    title: done ? picture.finding(report, plane) : progressOf(report),
    caption: picture.caption ?? captionOf(report, plane),
    legend: [...legendOf(report), ...(picture.legend?.(report) ?? [])],
    description: describe(report, strip),
    plot: {
      width,
      height: height + (shows ? gutter + stripHeight : 0),
      margin: 0,
      x: { type: 'identity', axis: null },
      y: { type: 'identity', axis: null },
      marks: [
        ...(picture.marks?.(report, area) ?? triangleMarks(report, plane, area)),
        ...(shows ? stripMarks(report, strip, lower) : []),
      ],
    },
  };
}

function progressOf({ layers }: MergeReport): string {
  const done = layers.filter(({ counted, parameters }) => counted === parameters).length;
  return `${done} of ${layers.length} layers are merged`;
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

function captionOf({ reference, models }: MergeReport, { holds, mergedHolds }: Plane): string {
  const lengths =
    reference === 'base' ? 'Distances from the base, over all parameters' : 'Distances between the models';
  const flat =
    models.length > 2 && holds < 0.995
      ? `, in the plane that holds most of them: ${percent(holds)} of their squares`
      : '';
  const aside =
    mergedHolds < 0.98
      ? ` The merged model lies beside the plane; ${percent(mergedHolds)} of its distance is in it.`
      : '';
  return `${lengths}${flat}.${aside}`;
}

function legendOf({ models, mergedNorm, reference }: MergeReport): LegendEntry[] {
  const based = reference === 'base';
  return [
    ...models.map(
      ({ name, norm, distance }, index): LegendEntry => ({
        label: plainName(name),
        note: `${shown(distance)} from the merged model`,
        value: based ? shown(norm) : '',
        swatch: lookOf(index).swatch,
      }),
    ),
    {
      label: 'merged',
      note: based ? 'each number: distance from the base' : 'drawn as a diamond',
      value: based ? shown(mergedNorm) : '',
      swatch: 'run',
    },
  ];
}

/** The name of a layer in a sentence: `decoder 10`. */
export function layerName({ section, label }: LayerFigures): string {
  return section === '' ? label : `${section.replace(/ (block|layer)$/, '')} ${label}`;
}

function describe(report: MergeReport, strip: Strip | undefined): string {
  const { models, mergedNorm, reference } = report;
  const angles = anglesOf(report);
  const based = reference === 'base';
  const points = models.map(({ name, norm, distance }) =>
    based
      ? `${name} lies ${shown(norm)} from the base and ${shown(distance)} from the merged model`
      : `${name} lies ${shown(distance)} from the merged model`,
  );
  const sentences = [
    `${models.length} ${models.length === 1 ? 'model' : 'models'} and the merged model as points in a plane`,
    ...points,
    ...(based ? [`The merged model lies ${shown(mergedNorm)} from the base`] : []),
    ...(based && angles.length > 0 ? [`The angle between task vectors is ${angleWords(angles)}`] : []),
    ...(strip === undefined || !hasStrip(report, strip) ? [] : [stripWords(report, strip)]),
  ];
  return `${sentences.join('. ')}.`;
}

function stripWords({ layers }: MergeReport, strip: Strip): string {
  const known = layers.flatMap((layer) => {
    const value = strip.value(layer);
    return value === null ? [] : [{ layer, value }];
  });
  const most = known.reduce((one, other) => (other.value > one.value ? other : one));
  const least = known.reduce((one, other) => (other.value < one.value ? other : one));
  const figures = `most in ${layerName(most.layer)}, ${strip.show(most.value)}; least in ${layerName(least.layer)}, ${strip.show(least.value)}`;
  return `Bars for ${known.length} layers show ${strip.title}: ${figures}`;
}
