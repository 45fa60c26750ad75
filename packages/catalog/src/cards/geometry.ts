import type { WrittenCard } from './card.ts';

export const geometry: readonly WrittenCard[] = [
  {
    order: 6,
    slug: 'attsets',
    title: 'Robust Attentional Aggregation of Deep Feature Sets for Multi-view 3D Reconstruction',
    arxivId: '1808.00758',
    authors: ['Bo Yang', 'Sen Wang', 'Andrew Markham', 'Niki Trigoni'],
    year: 2019,
    venue: 'IJCV',
    codeUrl: 'https://github.com/Yang7879/AttSets',
    method: { name: 'AttSets', takes: 'sets of features', gives: 'one vector per set' },
    lead: 'Pools the features of any number of views into one vector, with learned attention for every feature.',
    summary:
      'Several pictures of one object must become one description, whatever their number and order. AttSets scores every feature of every view with one linear layer, turns the scores into weights over the views, and adds up. The FASet procedure trains the encoder on single views first and the attention on sets afterwards, so that the network copes with numbers of views it never met.',
  },
  {
    order: 27,
    slug: 'mesh-ot',
    title: 'Diffeomorphic Mesh Deformation via Efficient Optimal Transport for Cortical Surface Reconstruction',
    arxivId: '2305.17555',
    authors: ['Tung Le', 'Khai Nguyen', 'Shanlin Sun', 'Kun Han', 'Nhat Ho', 'Xiaohui Xie'],
    year: 2024,
    venue: 'ICLR',
    codeUrl: null,
    method: { name: 'Mesh OT', takes: 'two meshes', gives: 'deformed mesh' },
    lead: 'Bends one mesh into another smoothly, steered by a transport distance between the surfaces.',
    summary:
      'Two meshes are compared as distributions of mass over positions and normals, by sorting their projections on random lines. This sliced distance is a true metric and costs little more than a sort, where the usual nearest-point distance is neither. Vertices travel along a learned velocity field, so the surface keeps its topology; the paper applies it to brain surfaces from MRI.',
  },
  {
    order: 55,
    slug: 'mph-decompositions',
    title: 'A Framework for Fast and Stable Representations of Multiparameter Persistent Homology Decompositions',
    arxivId: '2306.11170',
    authors: ['David Loiseaux', 'Mathieu Carrière', 'Andrew J. Blumberg'],
    year: 2023,
    venue: 'NeurIPS',
    codeUrl: 'https://github.com/DavidLapous/multipers',
    method: { name: 'MPH decompositions', takes: 'points, density', gives: 'stable picture' },
    lead: 'Turns the shape of a point cloud, seen by scale and density at once, into a picture that noise barely moves.',
    summary:
      'Persistent homology follows holes and components while one parameter grows; with scale and density together it also bears outliers. The result can be split into pieces, and the paper gives a recipe that turns such pieces into vectors: a weight for each, a local value around every grid point, and a sum or a maximum. Bounds state how much the vectors can change when the data does.',
  },
  {
    order: 63,
    slug: 'ponita',
    title: 'Fast, Expressive SE(n) Equivariant Networks through Weight-Sharing in Position-Orientation Space',
    arxivId: '2310.02970',
    authors: ['Erik J. Bekkers', 'Sharvaree Vadgama', 'Rob D. Hesselink', 'Putri A. van der Linden', 'David W. Romero'],
    year: 2024,
    venue: 'ICLR',
    codeUrl: 'https://github.com/ebekkers/ponita',
    method: { name: 'PONITA', takes: 'positions, vectors', gives: 'equivariant field' },
    lead: 'A network for point clouds whose answers turn with the input, built on positions and directions.',
    summary:
      'Each point gets a small set of directions, and two such position-direction pairs are described by three numbers that no rotation or shift can change. All pairs with the same numbers share the same weights, which makes the network equivariant by construction. Working with directions instead of full rotations keeps it fast and still lets it handle vectors such as forces.',
  },
  {
    order: 66,
    slug: 'mph-optimization',
    title: 'Differentiability and Optimization of Multiparameter Persistent Homology',
    arxivId: '2406.07224',
    authors: ['Luis Scoccola', 'Siddharth Setlur', 'David Loiseaux', 'Mathieu Carrière', 'Steve Oudot'],
    year: 2024,
    venue: 'ICML',
    codeUrl: 'https://github.com/DavidLapous/multipers',
    method: { name: 'MPH optimisation', takes: 'points, loss', gives: 'moved points' },
    lead: 'Makes topological descriptors with several parameters usable as losses for gradient descent.',
    summary:
      'With one filtration parameter, how a barcode changes with the data is well understood. For several parameters there are many competing descriptors, and the paper treats them together: as long as the order of the values stays the same, every coordinate of the descriptor is simply one value of the input function. Gradients then are a lookup, and stochastic descent is shown to converge.',
  },
];
