# language: fr
Fonctionnalité: Les cas sensibles
  Qui n'y a pas droit n'apprend pas qu'ils existent.

  Contexte:
    Étant donné l'équipe du bureau :
      | Mariam   | opératrice                         |                        |
      | Denise   | opératrice                         |                        |
      | Ali      | responsable                        | Direction du bureau    |
      | Oumar    | point focal                        | Logistique             |
      | Solange  | point focal PEAS                   | PEAS                   |
      | Josué    | point focal fraude                 | Lutte contre la fraude |
      | Rachel   | point focal protection             | Protection             |
      | Khadidja | point focal protection des données | Protection des données |
      | Amné     | point focal redevabilité           | Redevabilité           |
      | Issa     | analyste                           |                        |
    Et que nous sommes le lundi 7 décembre 2026 à 9 h

  Scénario: Un membre du personnel demande une faveur contre une place sur la liste
    Quand Mariam enregistre l'appel de Hawa Abakar :
      | canal          | Ligne verte                 |
      | langue         | Arabe tchadien              |
      | catégorie      | Exploitation ou abus sexuel |
      | lieu           | Mamdi                       |
      | sexe           | Féminin                     |
      | ce qui est dit | Un agent a demandé une faveur contre une place sur la liste. |
      | téléphone      | 66 55 44 33                 |
    Alors le cas est confié à Solange
    Et Solange a reçu l'avis « Un cas à accès restreint demande votre attention : … »
    Et Solange voit le cas
    Et la fiche du cas ne dit rien de l'affaire
    Et Mariam ne garde du cas que le numéro, la date et l'état « Enregistré »
    Et Denise ne trouve rien de ce que Mariam garde du cas
    Et Mariam ne voit pas le cas dans la liste, la recherche, le décompte ni les notifications
    Et Ali ne voit pas le cas dans la liste, la recherche, le décompte ni les notifications
    Et Amné ne voit pas le cas dans la liste, la recherche, le décompte ni les notifications
    Et Issa ne voit pas le cas dans la liste, la recherche, le décompte ni les notifications
    Et Josué ne voit pas le cas dans la liste, la recherche, le décompte ni les notifications
    Quand Ali ouvre le cas
    Alors le système refuse : « Cas … est introuvable. »
    Quand Mariam tape « un agent a demandé une faveur contre une place sur la liste »
    Alors le système ne propose pas le cas comme semblable
    Quand Mariam cherche le numéro « 66 55 44 33 »
    Alors le système ne trouve personne

  Scénario: Les lectures d'un rapport sensible laissent une trace qu'on ne peut effacer
    Étant donné que Mariam enregistre un appel anonyme :
      | canal          | Bureau de plaintes  |
      | catégorie      | Harcèlement sexuel  |
      | ce qui est dit | Propos déplacés d'un chauffeur. |
    Quand Solange lit le rapport sensible du cas
    Alors le rapport dit :
      | catégorie      | Harcèlement sexuel              |
      | ce qui est dit | Propos déplacés d'un chauffeur. |
    Et le journal d'accès montre que Solange a lu le rapport du cas
    Et Ali ne trouve pas cette lecture dans le journal d'accès
    Quand Solange efface cette lecture du journal d'accès
    Alors le système refuse : « Le journal d'accès ne peut pas être supprimé. »
    Quand Ali lit le rapport sensible du cas
    Alors le système refuse : « Rapport sensible … est introuvable. »

  Scénario: Tant que personne n'agit, seule la personne chargée est relancée
    Étant donné que Mariam enregistre un appel anonyme :
      | canal          | Ligne verte                 |
      | catégorie      | Exploitation ou abus sexuel |
      | ce qui est dit | Un agent exige une faveur.  |
    Quand arrive le mardi 8 décembre 2026 à 10 h
    Et que partent les rappels de l'heure
    Et que partent les rappels de l'heure
    Alors Solange a reçu l'avis « Un cas à accès restreint attend toujours votre action : … »
    Quand arrive le vendredi 11 décembre 2026 à 10 h
    Et que partent les rappels de l'heure
    Alors Solange a reçu 2 fois l'avis « Un cas à accès restreint attend toujours votre action : … »
    Et Solange a reçu l'avis « Cas … : délai dépassé de 25 h »
    Et Mariam n'a reçu aucun avis sur le cas
    Et Ali n'a reçu aucun avis sur le cas
    Quand Solange commence le traitement du cas
    Et qu'arrive le dimanche 13 décembre 2026 à 10 h
    Et que partent les rappels de l'heure
    Alors Solange a reçu 2 fois l'avis « Un cas à accès restreint attend toujours votre action : … »

  Scénario: La personne chargée est en congé, son intérimaire voit le cas jusqu'à son retour
    Étant donné que Mariam enregistre un appel anonyme :
      | canal          | Ligne verte                 |
      | catégorie      | Exploitation ou abus sexuel |
      | ce qui est dit | Un agent exige une faveur.  |
    Et l'équipe du bureau :
      | Zenaba | point focal PEAS |
    Quand Solange est en congé et Zenaba assure l'intérim
    Alors le cas est confié à Zenaba
    Et Zenaba voit le cas
    Et Zenaba a reçu l'avis « Vous remplacez Solange. Cas restreints qui vous sont confiés : 1 »
    Et Ali ne voit pas le cas dans la liste, la recherche, le décompte ni les notifications
    Quand Solange revient de congé
    Alors le cas n'est pas confié à Zenaba
    Quand Zenaba ouvre le cas
    Alors le système refuse : « Cas … est introuvable. »

  Scénario: Un cas sensible n'a pas de code
    Quand Mariam enregistre un appel anonyme :
      | canal          | Ligne verte                 |
      | catégorie      | Exploitation ou abus sexuel |
      | ce qui est dit | Un agent exige une faveur.  |
    Alors Mariam ne trouve pas de code pour le cas
    Et Solange ne trouve pas de code pour le cas

  Scénario: Le signalement obligatoire part sans consentement, par le point focal PEAS
    Étant donné l'équipe du bureau :
      | Zenaba | point focal PEAS | PEAS |
    Et que Mariam enregistre un appel anonyme :
      | canal          | Ligne verte                 |
      | catégorie      | Exploitation ou abus sexuel |
      | ce qui est dit | Un agent exige une faveur.  |
    Quand Solange confie aussi le cas à Zenaba
    Et que Solange réfère le cas à Oumar sans consentement, par « Signalement obligatoire » : « Agent mis en cause »
    Alors le système refuse : « Ce cas ne peut être référé qu'à une personne ayant le rôle Point focal PEAS. »
    Quand Solange réfère le cas à Zenaba sans consentement, par « Signalement obligatoire » : « Agent mis en cause »
    Alors le référencement repose sur le motif « Agent mis en cause », de la main de Solange
    Et le référencement attend la réponse de Zenaba
    Quand Solange résout le cas : « Transmis »
    Alors le système refuse : « Faites d'abord ces étapes de la procédure : Proposer l'assistance à la victime, Référer au canal du PAM compétent »
    Quand Solange coche les étapes de la procédure du cas
    Et que Solange résout le cas : « Transmis au canal compétent »
    Alors le système refuse : « Le référencement … n'a pas encore de réponse. Attendez-la, enregistrez celle que vous avez reçue, ou révoquez le référencement avec un motif. »
    Quand Zenaba répond au référencement : « Transmis au siège »
    Et que Solange résout le cas : « Transmis au canal compétent »
    Alors le cas est à l'état « Résolu »
    Et la fiche du cas ne dit rien de l'affaire
    Et Mariam ne garde du cas que le numéro, la date et l'état « Résolu »

  Scénario: Un cas à clarifier se révèle grave
    Étant donné que Mariam enregistre un appel anonyme :
      | canal          | Comité de gestion des plaintes |
      | sensibilité    | À clarifier                    |
      | catégorie      | Attitude du personnel (sans abus) |
      | ce qui est dit | Il se passe des choses le soir au magasin. |
    Alors le cas est confié à Ali
    Et Mariam ne voit pas le cas dans la liste, la recherche, le décompte ni les notifications
    Quand Ali classe le cas en « EAS et harcèlement sexuel » sans dire pourquoi
    Alors le système refuse : « Écrivez pourquoi la classe de ce cas change. »
    Quand Ali classe le cas en « EAS et harcèlement sexuel » : « Une faveur a été demandée »
    Alors le cas est confié à Solange
    Et le cas n'est pas confié à Ali
    Et Solange voit le cas
    Et Solange a reçu l'avis « Un cas à accès restreint demande votre attention : … »
    Quand Ali ouvre le cas
    Alors le système refuse : « Cas … est introuvable. »

  Scénario: Un cas à clarifier se révèle ordinaire
    Étant donné que Mariam enregistre un appel anonyme :
      | canal          | Comité de gestion des plaintes |
      | sensibilité    | À clarifier                    |
      | catégorie      | Attitude du personnel (sans abus) |
      | ce qui est dit | Le gardien parle mal aux gens. |
    Quand Ali classe le cas en « Non sensible » : « Impolitesse, sans victime »
    Alors Mariam voit le cas
    Et le cas dit :
      | ce qui est dit | Le gardien parle mal aux gens. |
    Et Amné voit le cas

  Scénario: Un agent détourne des vivres
    Quand Mariam enregistre l'appel de Idriss Haroun :
      | canal               | Ligne verte                        |
      | catégorie           | Détournement de vivres ou d'argent |
      | partenaire concerné | SECADEV                            |
      | ce qui est dit      | Le chef de site vend des sacs la nuit. |
      | téléphone           | 66 70 80 90                        |
    Alors le cas est confié à Josué
    Et Josué voit le cas
    Et Solange ne voit pas le cas dans la liste, la recherche, le décompte ni les notifications
    Et Mariam ne voit pas le cas dans la liste, la recherche, le décompte ni les notifications
    Et l'échéance du cas est le mercredi 6 janvier 2027 à 9 h
    Quand Josué note ce que la personne accepte :
      | partager avec SECADEV | oui |
    Et que SECADEV reçoit ses courriers à l'adresse « cfm@secadev.example »
    Et que le bureau a une adresse électronique d'où partent ses courriers
    Et que Josué réfère le cas au partenaire SECADEV : « Contrôle des stocks demandé »
    Et que Josué envoie la lettre au partenaire par courriel
    Alors le système refuse : « Un cas restreint n'est pas envoyé par courriel. Imprimez la lettre et remettez-la en main propre. »
    Et aucun courriel n'est parti

  Scénario: Une liste de bénéficiaires a disparu
    Quand Mariam enregistre un appel anonyme :
      | canal          | Visite de terrain               |
      | catégorie      | Perte de listes ou d'équipement |
      | ce qui est dit | Une tablette d'enregistrement a été volée à Mao. |
    Alors le cas est confié à Khadidja
    Et Khadidja voit le cas
    Et l'échéance du cas est le jeudi 10 décembre 2026 à 9 h
    Et Ali ne voit pas le cas dans la liste, la recherche, le décompte ni les notifications

  Scénario: Une plainte ordinaire cachait une violence
    Étant donné que Mariam enregistre l'appel de Hawa Abakar :
      | canal          | Bureau de plaintes                |
      | catégorie      | Attitude du personnel (sans abus) |
      | ce qui est dit | Son mari est fâché contre elle à cause de la carte. |
      | téléphone      | 66 55 44 33                       |
    Alors Amné voit le cas
    Quand Ali range le cas dans la catégorie « Violence basée sur le genre »
    Alors le cas est confié à Rachel
    Et Rachel voit le cas
    Et la fiche du cas ne dit rien de l'affaire
    Et Amné ne voit pas le cas dans la liste, la recherche, le décompte ni les notifications
    Et Ali ne voit pas le cas dans la liste, la recherche, le décompte ni les notifications
    Et Mariam ne garde du cas que le numéro, la date et l'état « Enregistré »

  Scénario: Plus de temps pour un cas restreint se décide entre personnes chargées
    Étant donné l'équipe du bureau :
      | Zenaba | point focal PEAS | PEAS |
    Et que Mariam enregistre un appel anonyme :
      | canal          | Ligne verte                 |
      | catégorie      | Exploitation ou abus sexuel |
      | ce qui est dit | Un agent exige une faveur.  |
    Quand la seule personne chargée du cas demande 24 heures de plus : « La survivante le souhaite »
    Alors le système refuse : « Personne d'autre ne peut en décider. Prévenez d'abord le bureau. »
    Quand Solange confie aussi le cas à Zenaba
    Et que Solange demande 24 heures de plus pour le cas : « La survivante le souhaite »
    Alors Ali n'a reçu aucun avis sur le cas
    Et Zenaba a reçu l'avis « Une prolongation est demandée pour le cas … »
    Quand Ali accorde la prolongation
    Alors le système refuse : « Cas … est introuvable. »
    Quand Zenaba accorde la prolongation
    Alors l'échéance du cas est le vendredi 11 décembre 2026 à 9 h

  Scénario: Le bilan du jour compte les cas ordinaires, sans nom, et tait les autres
    Étant donné que Mariam répond à Zara Moussa et clôt le cas aussitôt :
      | canal          | Ligne verte                |
      | catégorie      | Information sur le ciblage |
      | sexe           | Féminin                    |
      | ce qui est dit | Qui est sur la liste ?     |
      | réponse donnée | Les critères sont affichés. |
    Et que Mariam enregistre un appel anonyme :
      | canal          | Ligne verte                 |
      | catégorie      | Exploitation ou abus sexuel |
      | ce qui est dit | Un agent exige une faveur.  |
    Et que Solange commence le traitement du cas
    Et que Solange coche les étapes de la procédure du cas
    Et que Solange résout le cas : « Transmis »
    Quand arrive le mardi 8 décembre 2026 à 7 h
    Et que part le bilan du jour
    Et que part le bilan du jour
    Alors Amné a reçu l'avis « Résolus le 07-12-2026 : 1 cas, dont 1 de femmes · 1 × Information sur le ciblage »
